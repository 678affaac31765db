"""Data versions: what the mark *Unsynced* of the web UI means here.

Without them Dagster marks everything as unsynced as soon as something before it ran again, even
when nothing changed, and people stop looking. With them the mark says one thing: what this was made
from has changed since.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import dagster as dg

ONLY_FOLLOWED = dg.DataVersion("only followed")
"""For assets after which others come without being computed from them.

A file that arrives today leaves the returns of other Member States exactly as they were.
"""


def version_of(parts: Iterable[object]) -> dg.DataVersion:
    """The same version for the same parts, in any order.

    >>> version_of(["a", "b"]) == version_of(["b", "a"])
    True
    """
    lines = sorted(str(part) for part in parts)
    return dg.DataVersion(sha256("\n".join(lines).encode()).hexdigest()[:16])


def version_tags(version: dg.DataVersion, made_after: Sequence[dg.AssetKey]) -> dict[str, str]:
    """The tags Dagster itself would write, for a materialisation reported from another asset.

    Without all of them Dagster compares times, and a return is older than the run that took it in.
    """
    names = [key.to_user_string() for key in made_after]
    return {
        "dagster/data_version": version.value,
        "dagster/data_version_is_user_provided": "true",
        "dagster/code_version": "none",
        **{f"dagster/input_data_version/{name}": ONLY_FOLLOWED.value for name in names},
        **{f"dagster/input_event_pointer/{name}": "NULL" for name in names},
    }
