"""Run files: what is read exactly, what is refused and with which line, and hostile names."""

import codecs
import csv
import gzip
import os
from pathlib import Path

import duckdb
import pytest

from conftest import build_py, read_csv, read_jsonl, write_run

HEAD = b"mbpp_id,prompt,response,passed\n"
ROW = b'601,"Do it, now.","def f(x):\n    return x",True\n'
GOOD = HEAD + ROW
CONFIG = """
[mixes.all]                  # everything that there is
easy = 1
medium = 1
hard = 1
shortage = "fill"
max_examples = 1000000
"""


def build(folder: Path, *arguments: object, document: str = CONFIG, pattern: str = "r/*"):
    config = folder / "my.toml"
    config.write_text(document, encoding="utf-8")
    runs = ("--runs", folder / pattern)
    return build_py("datasets", "--config", config, *runs, "--out", folder / "out", *arguments)


BAD = [
    ("empty.csv", b"", "empty: not even a header; remove it or write it again"),
    ("bom_only.csv", codecs.BOM_UTF8, "empty: not even a header; remove it or write it again"),
    ("bom_maybe.csv", codecs.BOM_UTF8 + b'"mbpp_id","prompt","response","passed"\n1,p,x,maybe\n',
     'line 2: passed is "maybe": write true or false, 1 or 0, yes or no, pass or fail'),
    ("wide.csv", GOOD + b'602,p,"' + b"x" * 17_000_000 + b'",True\n',
     "line 4: a row of more than 16 MB: shorten it"),
    ("zeros.csv.gz", gzip.compress(GOOD + ROW) + bytes(512), "DuckDB cannot read it: "),
    ("no_header.csv", ROW, "line 1: no column for mbpp_id, prompt, response, passed; there are 601, "
     "Do it, now., def f(x):\n    return x, True: map them under [columns], as mbpp_id = \"...\""),
    ("semicolon.csv", GOOD.replace(b",", b";"), "line 1: semicolon-separated: write it with commas"),
    ("tab.csv", GOOD.replace(b",", b"\t"), "line 1: tab-separated: write it with commas"),
    ("pipe.csv", GOOD.replace(b",", b"|"), "line 1: pipe-separated: write it with commas"),
    ("utf16.csv", GOOD.decode().encode("utf-16"), "UTF-16: write the file as UTF-8"),
    ("utf16be.csv", GOOD.decode().encode("utf-16-be"), "UTF-16: write the file as UTF-8"),
    ("utf32.csv", GOOD.decode().encode("utf-32"), "UTF-32: write the file as UTF-8"),
    ("latin1.csv", GOOD + "602,é,x,True\n".encode("latin-1"),
     "line 4: not UTF-8: write the file as UTF-8"),
    ("nul.csv", GOOD + b"602,p\0,x,True\n",
     "line 4: a NUL byte: the file is damaged or not text; write it again"),
    ("open_quote.csv", GOOD + b'602,p,"def f(x):\n    return x,True\n',
     "line 4: quote never closed: close it, or write the file again"),
    ("cut.csv", GOOD[:-8], "line 2: quote never closed: close it, or write the file again"),
    ("cut_in_last_field.csv", GOOD[:-3],
     'line 2: passed is "Tr": write true or false, 1 or 0, yes or no, pass or fail, or under [passed] '
     '"Tr" = true (or false); the file has no newline at its end, so it may have been cut'),
    ("short_row.csv", GOOD + b"602,p,x\n", "line 4: 3 fields where the header has 4: quote fields that "
     "hold a comma, or write the file again"),
    ("long_row.csv", GOOD + b"602,p,x,True,\n", "line 4: 5 fields where the header has 4: quote fields "
     "that hold a comma, or write the file again"),
    ("blank_line.csv", HEAD + b"\n" + ROW, "line 2: an empty line: remove it"),
    ("blank_end.csv", GOOD + b"\n", "line 4: an empty line: remove it"),
    ("mixed_ends.csv", GOOD + b"602,p,x,True\r\n",
     "CRLF and LF line ends in one file (1 of 3 lines end with CRLF): write it with one "
     "kind"),
    ("lone_cr.csv", HEAD + b"602,p,x\ry,True\n", "line 2: a carriage return without a line feed: end "
     "lines with LF or CRLF"),
    ("mac.csv", GOOD.replace(b"\n", b"\r"), "line 1: the header cannot be read: a carriage return "
     "without a line feed: end lines with LF or CRLF"),
    ("inner_quote.csv", GOOD + b'602,5" disk,x,True\n602,5" disk,x,True\n',
     "line 4: a quote inside an unquoted field: quote the field, double the quote"),
    ("after_quote.csv", GOOD + b'602,"p" q,x,True\n',
     "line 4: text after a closing quote: double the quotes inside a field"),
    ("backslash.csv", GOOD + b'602,"say \\"hi\\" now",x,True\n',
     "line 4: text after a closing quote: double the quotes inside a field"),
    ("twice.csv", GOOD.replace(b"prompt", b"passed"),
     'line 1: two columns are called "passed": rename one of them'),
    ("two_candidates.csv", GOOD.replace(b"prompt", b"prompt,completion").replace(b"601,", b"601,c,"),
     'line 1: "completion" and "response" could both be response: say which under [columns], as '
     'response = "completion"'),
    ("no_passed.csv", GOOD.replace(b"passed", b"ok"), "line 1: no column for passed; there are mbpp_id, "
     'prompt, response, ok: map them under [columns], as passed = "..."'),
    ("header_again.csv", GOOD + GOOD,
     "line 4: the header again in mid-file: two files were joined; split them or remove it"),
    ("maybe.csv", GOOD + b"602,p,x,maybe\n", 'line 4: passed is "maybe": write true or false, 1 or 0, '
     "yes or no, pass or fail"),
    ("no_verdict.csv", GOOD + b"602,p,x,\n", 'line 4: passed is "": write true or false, 1 or 0, yes or '
     "no, pass or fail"),
    ("no_id.csv", GOOD + b" ,p,x,True\n", 'line 4: mbpp_id is " ": every row needs the id of its '
     "problem"),
    ("gzip_in.csv", gzip.compress(GOOD), "gzip data: call it .csv.gz"),
    ("plain.csv.gz", GOOD + ROW, "not gzip data, or damaged: write it again"),
    ("cut.csv.gz", gzip.compress(GOOD * 99)[:60], "the gzip data ends early: it may have been cut; write it "
     "again"),
    ("parquet.csv", b"PAR1" + GOOD, "not CSV text but a zip, Parquet or zstd file: write it as CSV"),
    ("results.txt", GOOD, "not called .csv, .csv.gz, .jsonl or .parquet: rename it, name its "
     "--source, or narrow the glob of --runs"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "cause"), BAD, ids=[name for name, _, _ in BAD])
def test_bad_file_is_refused_with_its_line(name: str, data: bytes, cause: str, tmp_path: Path):
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / name).write_bytes(data)
    (tmp_path / "r" / "good.csv").write_bytes(GOOD)
    done = build(tmp_path)
    assert done.returncode == 1
    error = done.stderr[done.stderr.index("error: ") :]
    separator = ", " if cause.startswith("line ") else ": "
    assert error.startswith(f"error: {tmp_path}/r/{name}{separator}{cause}"), error
    assert not (tmp_path / "out").exists()
    assert "Traceback" not in done.stderr


def test_things_that_are_no_files(tmp_path: Path) -> None:
    runs = tmp_path / "r"
    runs.mkdir()
    for name, make, cause in (
        ("folder.csv", lambda p: p.mkdir(), "a folder, not a file: narrow the glob of --runs"),
        (
            "link.csv",
            lambda p: p.symlink_to("nowhere"),
            "a link that points nowhere: mend or remove it",
        ),
        ("fifo.csv", os.mkfifo, "not a regular file: narrow the glob of --runs"),
    ):
        make(runs / name)
        done = build(tmp_path)
        assert (done.returncode, done.stderr) == (1, f"error: {runs / name}: {cause}\n")
        (runs / name).rmdir() if name.startswith("folder") else (runs / name).unlink()
    done = build(tmp_path, pattern="r/none*.csv")
    assert done.stderr == f"error: {runs}/none*.csv: no such file: give the runs with --runs GLOB\n"


HOSTILE = [
    "with space.csv", "it's.csv", 'a"b.csv', "star*.csv", "what?.csv", "set[1].csv", "'); drop table results; --.csv",
    "new\nline.csv", "日本.csv", "{{ 7*7 }}.csv", "UPPER.CSV", "-dash.csv", "%25.csv", "semi;colon.csv", "back\\slash.csv",
]  # fmt: skip


def test_unreadable_folder_is_said(tmp_path: Path) -> None:
    """As a user without rights: a child process gives up root's, where the tests run as root."""
    import multiprocessing

    from runs_to_datasets.errors import BuildError
    from runs_to_datasets.inputs import files as run_files

    (tmp_path / "in/locked").mkdir(parents=True)
    (tmp_path / "in/good.csv").write_bytes(GOOD)
    (tmp_path / "in/locked").chmod(0)
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)

    def find(queue) -> None:
        if os.getuid() == 0:
            os.setresgid(65534, 65534, 65534)
            os.setresuid(65534, 65534, 65534)
        try:
            run_files.find([f"{tmp_path}/in/**/*.csv"])
            queue.put("nothing was said")
        except BuildError as error:
            queue.put(str(error))

    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    process = context.Process(target=find, args=(queue,))
    process.start()
    told = queue.get(timeout=20)
    process.join()
    (tmp_path / "in/locked").chmod(0o755)
    assert told == f"{tmp_path}/in/locked/: cannot be opened: mend it or narrow --runs"


def test_hostile_file_names_are_names(tmp_path: Path) -> None:
    for i, name in enumerate(HOSTILE):
        write_run(
            tmp_path / "r" / name,
            [
                {
                    "mbpp_id": 601 + i,
                    "prompt": f"Prompt number {i}.",
                    "response": "def f(): 1",
                    "passed": 1,
                }
            ],
        )
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(tmp_path / "out/results.duckdb"), read_only=True) as shell:
        files = {file for (file,) in shell.execute("select file from inputs").fetchall()}
        runs = dict(shell.execute("select mbpp_id::int - 601, run_id from results").fetchall())
    assert files == set(HOSTILE)
    assert runs == {i: Path(name).stem for i, name in enumerate(HOSTILE)}


HOSTILE_VALUES = [
    "</script><script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "'; drop table results; --", "$1", "NULL", "None",
    "NA", "=1+1", "@SUM(A1)", "nan", "\\N", "a\u2028b", "tab\there",
]  # fmt: skip


def test_hostile_values_arrive_as_text_everywhere(tmp_path: Path) -> None:
    rows = [
        {"mbpp_id": f"x{i}", "prompt": value, "response": f"def f():\n    return {value!r}",
         "passed": 1, "difficulty": "easy", value: value, "run_id": value, "split": value}
        for i, value in enumerate(HOSTILE_VALUES)
    ]  # fmt: skip
    for i, row in enumerate(rows):
        write_run(tmp_path / "r" / f"{i}.csv", [row])
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    written = {row["mbpp_id"]: row for row in read_csv(tmp_path / "out/dataset_all.csv")}
    assert len(written) == len(rows)
    for row in rows:
        got = written[row["mbpp_id"]]
        assert got["prompt"] == row["prompt"] and got["run_id"] == row["run_id"]
        assert got["response"] == row["response"]
        assert got["instruction"] == row["prompt"] + "\n\nYour code should define `f()`."


def test_copies_are_left_out_and_said(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    for name in ("a.csv", "b.csv"):
        (tmp_path / "r" / name).write_bytes(GOOD)
    (tmp_path / "r" / "c.csv").symlink_to("a.csv")
    done = build(tmp_path)
    assert done.returncode == 0
    hint = "; if they are two equal runs, give both a column run_id"
    for name, told in (("b", hint), ("c", "")):
        note = f"note: {tmp_path}/r/{name}.csv: left out, a copy of {tmp_path}/r/a.csv{told}\n"
        assert note in done.stderr
    assert len(read_jsonl(tmp_path / "out/dataset_all.jsonl")) == 1


def test_hidden_files_that_a_glob_passes_over_are_said(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    for name in ("a.csv", ".a.csv"):
        (tmp_path / "r" / name).write_bytes(GOOD)
    note = f"note: {tmp_path}/r/.a.csv: not read, as the name begins with a dot\n"
    assert note in build(tmp_path).stderr


def test_quarantine_builds_from_the_rest_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    bad = [entry for entry in BAD if entry[0] in ("semicolon.csv", "maybe.csv", "open_quote.csv")]
    for name, data, _ in bad:
        (tmp_path / "r" / name).write_bytes(data)
    (tmp_path / "r" / "good.csv").write_bytes(GOOD)
    done = build(tmp_path, "--quarantine")
    assert done.returncode == 1
    assert len(read_jsonl(tmp_path / "out/dataset_all.jsonl")) == 1
    manifest = (tmp_path / "out/manifest.json").read_text()
    for name, _, _ in bad:
        assert f"quarantined: {tmp_path}/r/{name}" in done.stderr
        assert f'"{name}": ' in manifest
    assert str(tmp_path) not in manifest


@pytest.mark.slow
def test_zero_rows_are_said(tmp_path: Path) -> None:
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "none.csv").write_bytes(HEAD)
    done = build(tmp_path)
    assert done.returncode == 1
    assert done.stderr.endswith("error: no run file has a row: nothing to build\n")
    (tmp_path / "r" / "good.csv").write_bytes(GOOD)
    done = build(tmp_path)
    assert done.returncode == 0
    assert "warning: none.csv: a header and no rows\n" in done.stderr


def test_own_columns_with_the_names_of_ours_stay_beside_them(tmp_path: Path) -> None:
    names = ["rowid", "file_id", "file_index", "file_run_id", "filename", "result_id", "select"]
    row = {"mbpp_id": 601, "prompt": "p", "response": "def f(): 1", "passed": 1}
    write_run(tmp_path / "r/a.csv", [row | {name: f"own {name}" for name in names}])
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(tmp_path / "out/results.duckdb"), read_only=True) as shell:
        [values] = shell.execute("select columns('_csv|select') from results").fetchall()
    assert sorted(values) == sorted(f"own {name}" for name in names)


def test_run_overlap_is_a_warning(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_run(tmp_path / "r" / f"{name}.csv", [
            {"mbpp_id": 601, "prompt": "p", "response": f"def {name}(): 1", "passed": 1, "run_id": "r"}
        ])  # fmt: skip
    done = build(tmp_path)
    expected = (
        'warning: a.csv and b.csv are both run "r" and share 1 problem: all their rows count as '
        "its samples\n"
    )
    assert expected in done.stderr


@pytest.mark.slow
def test_big_answers_and_bom_inside_are_exact(tmp_path: Path) -> None:
    body = "    # " + "x" * 3_000_000
    rows = [
        {"mbpp_id": 601, "prompt": "Long.", "response": f"def f():\n{body}\n    return 1", "passed": 1},
        {"mbpp_id": 602, "prompt": "\ufeffBom.", "response": "def g():\n    return '\ufeff'", "passed": 1},
    ]  # fmt: skip
    file = write_run(tmp_path / "r/a.csv", rows)
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes())
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    csv.field_size_limit(1 << 24)
    written = {row["mbpp_id"]: row for row in read_csv(tmp_path / "out/dataset_all.csv")}
    for row in rows:
        got = written[str(row["mbpp_id"])]
        assert (got["prompt"], got["response"]) == (row["prompt"], row["response"])
    assert {r["output"] for r in read_jsonl(tmp_path / "out/dataset_all.jsonl")} == {
        row["response"] for row in rows
    }


def test_more_columns_than_can_be_read_are_said(tmp_path: Path) -> None:
    own = "".join(f",c{i}" for i in range(5000))
    write = "mbpp_id,prompt,response,passed{}\n601,p,def f(): {},1{}\n"
    (tmp_path / "r").mkdir()
    (tmp_path / "r/wide.csv").write_text(write.format(own, 0, "," * 5000))
    done = build(tmp_path)
    assert done.stderr.splitlines()[-1] == (
        f"error: {tmp_path}/r/wide.csv, line 1: 5,004 columns, and at most 5,000 can be read: write "
        "those you need"
    )
    (tmp_path / "r/wide.csv").unlink()
    for i in range(460):
        (tmp_path / f"r/{i}.csv").write_text(write.format(f",own{i}", i, ",1"))
    assert build(tmp_path).stderr.splitlines()[-1] == (
        "error: 460 different headers with 464 columns among the run files: build them in parts "
        "(--runs), or give columns that mean the same one name"
    )


@pytest.mark.slow
def test_names_made_for_columns_hide_none_of_the_file(tmp_path: Path) -> None:
    """A column without a name, and one that DuckDB has itself, are called otherwise."""
    (tmp_path / "r").mkdir()
    head = "mbpp_id,prompt,response,passed,,column4,file_index,file_index_csv\n"
    (tmp_path / "r/a.csv").write_text(head + "601,p,def f(): 1,1,a,b,c,d\n")
    done = build(tmp_path)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(tmp_path / "out/results.duckdb"), read_only=True) as shell:
        [row] = shell.execute("select columns('column|_index') from results").fetchall()
    assert sorted(row) == ["a", "b", "c", "d"]
