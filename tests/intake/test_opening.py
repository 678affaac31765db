"""From CL_DRIVE to a drive; its password stays where it was typed."""

from pathlib import Path

import pytest

from cl_pipeline.errors import DriveUnavailable, SettingsError
from cl_pipeline.intake.drive import open_drive
from cl_pipeline.settings import RemoteAddress, drive_address, read_settings
from cl_pipeline.workflows.doctor import examine

SECRETS = ["s3cret", "s3cret@w0rd", "s3cret/w0rd?#", "s3:cret"]


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("/mnt/returns", "/mnt/returns"),
        ("file:///mnt/shared%20drive", "/mnt/shared drive"),
        ("FILE:///mnt/returns", "/mnt/returns"),
    ],
)
def test_a_folder_is_a_mounted_drive(text, folder):
    address = drive_address(text)

    assert address == Path(folder)
    assert open_drive(address).shown == folder


def test_without_a_setting_the_drive_lies_in_the_data_folder(tmp_path):
    assert read_settings({"CL_DATA_DIR": str(tmp_path)}).drive == tmp_path / "drive"


@pytest.mark.parametrize("secret", SECRETS)
def test_an_address_is_shown_without_its_password(secret):
    settings = read_settings({"CL_DRIVE": f"smb://dom;ann:{secret}@host:445/share/a?key=hidden"})

    assert str(settings.drive) == "smb://dom;ann@host:445/share/a"
    assert not [text for text in (secret, "hidden") if text in f"{settings.drive} {settings!r}"]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("scheme", ["smb", "ftp"])
def test_a_server_that_does_not_answer_is_said_without_the_password(scheme, secret):
    address = f"{scheme}://ann:{secret}@127.0.0.1:9/share"

    with pytest.raises(DriveUnavailable, match="then try again") as gone:
        open_drive(drive_address(address)).check()

    assert f"{scheme}://ann@127.0.0.1:9/share" in str(gone.value)
    assert secret not in "".join(words_of(gone.value))


def words_of(error_text: BaseException | None) -> list[str]:
    return [str(error_text), *words_of(error_text.__cause__)] if error_text else []


@pytest.mark.parametrize("address", ["nosuch://ann:s3cret@host/x", "smb://ann:s3cret@host"])
def test_an_address_that_cannot_be_one_is_a_wrong_setting(address):
    with pytest.raises(SettingsError, match="CL_DRIVE") as wrong:
        open_drive(drive_address(address))

    assert "s3cret" not in str(wrong.value)


@pytest.mark.parametrize(
    ("setting", "is_there"),
    [("{folder}", True), ("{folder}/gone", False), ("smb://ann:s3cret@127.0.0.1:9/share", False)],
    ids=["folder", "missing folder", "missing server"],
)
def test_the_doctor_says_whether_the_drive_can_be_reached(tmp_path, setting, is_there):
    given = {"CL_DATA_DIR": str(tmp_path), "CL_DRIVE": setting.format(folder=tmp_path)}

    (drive,) = [check for check in examine(read_settings(given)) if check.name == "shared drive"]

    assert drive.ok == is_there
    assert is_there or ("cannot be listed" in drive.found and "CL_DRIVE" in drive.do)
    assert "s3cret" not in f"{drive}"


def test_nothing_of_a_remote_drive_is_connected_to_before_it_is_asked(tmp_path):
    opened = open_drive(RemoteAddress("smb://ann:s3cret@127.0.0.1:9/share"))

    assert "s3cret" not in repr(opened)


def test_the_largest_file_is_50_mb_unless_set():
    sizes = [read_settings(given).largest_file_mb for given in ({}, {"CL_LARGEST_FILE_MB": "200"})]

    assert sizes == [50, 200]


@pytest.mark.parametrize("text", ["0", "-1", "50 MB", "1e3", "9" * 5000, "៥០"])
def test_a_largest_file_that_is_no_number_is_a_wrong_setting(text):
    with pytest.raises(SettingsError, match="CL_LARGEST_FILE_MB"):
        read_settings({"CL_LARGEST_FILE_MB": text})
