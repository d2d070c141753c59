"""Writing into the tree: whole or not at all, and only into files of the repository as they were read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from wflint.saving import save
from wflint.sources import Repository, Source, discover

TEXT = "on: push\r\njobs: {}\r\n"


def repository(root: Path, data: bytes) -> tuple[Repository, Source]:
    folder = root / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "w.yml").write_bytes(data)
    (found,), _ = discover([str(root)])
    return found, found.workflows[0]


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")],
)
def test_encoding_mark_line_ends_and_mode_stay(tmp_path: Path, mark: bytes, encoding: str) -> None:
    found, source = repository(tmp_path, mark + TEXT.encode(encoding))
    path = tmp_path / source.local
    path.chmod(0o640)
    assert source.text == TEXT
    assert save(found, source, TEXT + "# é") is None
    assert path.read_bytes() == mark + (TEXT + "# é").encode(encoding)
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(path.parent) == ["w.yml"]


def test_changed_file_is_left_alone(tmp_path: Path) -> None:
    found, source = repository(tmp_path, b"on: push\njobs: {}\n")
    (tmp_path / source.local).write_bytes(b"on: push\n")
    assert save(found, source, "x") == "it has changed since it was read"
    assert (tmp_path / source.local).read_bytes() == b"on: push\n"


def test_links_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "repo" / ".github" / "workflows"
    folder.mkdir(parents=True)
    elsewhere = tmp_path / "repo" / "shared.yml"
    elsewhere.write_bytes(b"on: push\njobs: {}\n")
    (folder / "w.yml").symlink_to(elsewhere)
    (found,), _ = discover([str(tmp_path / "repo")])
    assert save(found, found.workflows[0], "x") == "it is reached through a link"
    assert elsewhere.read_bytes() == b"on: push\njobs: {}\n"
    assert (folder / "w.yml").is_symlink()


def test_link_to_a_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "repo" / "shared").mkdir(parents=True)
    (tmp_path / "repo" / "shared" / "w.yml").write_bytes(b"on: push\njobs: {}\n")
    (tmp_path / "repo" / ".github").mkdir(parents=True)
    (tmp_path / "repo" / ".github" / "workflows").symlink_to(tmp_path / "repo" / "shared")
    (found,), _ = discover([str(tmp_path / "repo")])
    assert save(found, found.workflows[0], "x") == "it is reached through a link"


@pytest.mark.parametrize("local", ["../w.yml", "/etc/w.yml", ""])
def test_nothing_outside_is_written(tmp_path: Path, local: str) -> None:
    found, _ = repository(tmp_path / "repo", b"on: push\njobs: {}\n")
    (tmp_path / "w.yml").write_bytes(b"")
    assert save(found, Source("w.yml", local, local, ""), "x") == "it isn't in the repository"
    assert (tmp_path / "w.yml").read_bytes() == b""


def test_write_protected_file_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, source = repository(tmp_path, b"on: push\njobs: {}\n")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert save(found, source, "x") == "it is write-protected"


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found, source = repository(tmp_path, b"on: push\njobs: {}\n")

    def full(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert save(found, source, "x") == "No space left on device"
    assert os.listdir(tmp_path / ".github" / "workflows") == ["w.yml"]
    assert (tmp_path / source.local).read_bytes() == b"on: push\njobs: {}\n"
