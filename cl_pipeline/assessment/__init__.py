"""The B list: what Member States wrote, side by side. Pure; describes and grades nobody."""
