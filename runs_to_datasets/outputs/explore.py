"""The kept questions as views of results.duckdb: `from explore.unsolved_problems` in any shell.

A view reads nothing but tables of the file itself, so that whoever opens one of another's can tell
that its views are safe. What a view cannot answer, `query --kept` does: responses that a build on a
cluster leaves as Parquet beside the file, an own question that reads a file.
"""

from runs_to_datasets.errors import BuildError
from runs_to_datasets.kept import KIND, Question, questions
from runs_to_datasets.library import verbatim
from runs_to_datasets.pipeline.build import Build
from runs_to_datasets.pipeline.steps import published
from runs_to_datasets.places import SQL
from runs_to_datasets.screen import Screen

View = dict[str, str]  # name, statement, told


def views(build: Build, tables: list[str], screen: Screen) -> list[View]:
    """The questions that a file of these tables can answer; a note for each of the others.

    One of the user's own is tried first, and left out, with the reason, where it has a slip. Ours
    are known to be views where all tables are there: looking at each took a thirtieth of a small
    build.
    """
    engine = build.engine
    kept = questions(build.library)
    own = build.library.own(KIND)
    has_all = set(tables) >= set(published())
    doubtful = [question for question in kept if question.name in own or not has_all]
    if not doubtful:
        return [_view(question) for question in kept]
    engine.set_variable("statements", [question.statement for question in doubtful])
    found = engine.run_file(SQL / "inspect/reads.sql")
    reads = {question.name: places for question, (places,) in zip(doubtful, found, strict=True)}
    engine.run("create schema work.explore")
    made = []
    for question in kept:
        places = reads.get(question.name, ())
        if question.name.lower() in tables:
            why = "a table has its name"
        elif places is None:
            why = "it is not one select"
        elif beyond := sorted(set(places) - set(tables)):
            why = f"it reads {', '.join(beyond)}, which is no table in it"
        else:
            why = _fault(build, question) if question.name in own else ""
        if why:
            screen.notice("note", f"{question.label}: no view in results.duckdb: {why}")
        else:
            made.append(_view(question))
    engine.run("drop schema work.explore cascade")
    return made


def in_template(view: View) -> View:
    """A view as view.sql.j2 takes it."""
    return view | {"statement": verbatim(view["statement"])}


def _view(question: Question) -> View:
    return {"name": question.name, "statement": question.statement, "told": question.told}


def _fault(build: Build, question: Question) -> str:
    """Why no view can be made of a question of one's own; empty where one can."""
    view = in_template(_view(question))
    statements = build.library.sql("view.sql.j2", catalog="work", view=view)
    try:
        build.engine.run(statements, where=question.label)
    except BuildError as error:
        return str(error).removeprefix(f"{question.label}: ")
    return ""
