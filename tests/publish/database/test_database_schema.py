"""The schema, its migrations, its comments and its dictionary say the same."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Table, create_engine, inspect
from sqlalchemy.schema import CreateTable

from pipeline.publish.contract import QuantityOut
from pipeline.publish.database import schema
from pipeline.publish.database.connect import database_url, locked, open_engine, revision, upgrade
from pipeline.publish.database.ddl import statements
from pipeline.publish.database.dictionary import dictionary
from pipeline.publish.database.load import load
from pipeline.publish.database.revision import HEAD
from pipeline.publish.database.views import VIEWS
from pipeline.publish.files import lines
from tests.bench.synthetic import record, write_outputs
from tests.publish.database.cluster import Cluster
from tests.publish.database.holding import ask

DOCS = Path(__file__).parents[3] / "docs"


def _upgraded(place: str) -> None:
    engine = open_engine(database_url(place))
    with engine.connect() as connection:
        upgrade(connection)
        assert revision(connection) == HEAD


def test_migrations_lead_to_the_schema_on_sqlite(tmp_path: Path) -> None:
    migrated, made = str(tmp_path / "a.sqlite"), str(tmp_path / "b.sqlite")
    _upgraded(migrated)
    engine = create_engine(database_url(made))
    schema.metadata.create_all(engine)
    query = "SELECT name, sql FROM sqlite_master WHERE type <> 'view' AND name <> 'alembic_version' AND sql IS NOT NULL"
    found, wanted = ({n: re.sub(r"\s+", " ", s).strip() for n, s in ask(place, query)} for place in (migrated, made))
    found.pop("sqlite_autoindex_alembic_version_1", None)
    assert found == wanted


def test_migrations_lead_to_the_schema_on_postgresql(cluster: Cluster) -> None:
    migrated, made = cluster.new_database(), cluster.new_database()
    _upgraded(migrated)
    engine = create_engine(database_url(made))
    with engine.begin() as connection:
        for statement in statements(engine.dialect):
            connection.exec_driver_sql(statement)
    queries = (
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname NOT LIKE 'alembic%%'",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname NOT LIKE 'alembic%%'",
        "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, d.description "
        "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
        "LEFT JOIN pg_description d ON d.objoid = c.oid AND d.objsubid = a.attnum "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' AND c.relkind = 'r' "
        "AND c.relname <> 'alembic_version'",
    )
    for query in queries:
        assert sorted(ask(migrated, query)) == sorted(ask(made, query))


def test_a_database_of_the_first_schema_takes_what_only_a_later_one_knows(place: str, tmp_path: Path) -> None:
    engine = open_engine(database_url(place))
    with engine.connect() as connection, locked(connection):
        config = Config(attributes={"connection": connection})
        config.set_main_option("script_location", "pipeline:publish/database/migrations")
        command.upgrade(config, "0001")
    outputs = tmp_path / "outputs"
    write_outputs(outputs, range(2))
    assert load(outputs, place).added == 24
    assert ask(place, "SELECT version_num FROM alembic_version") == [(HEAD,)]
    _stimulate(outputs)
    assert not load(outputs, place).refused


def _stimulate(outputs: Path) -> None:
    """One study whose stimulus is given so many times a second, over three cycles."""
    first = record(0, 1)
    parts = tuple(replace(c, frequency=QuantityOut(10, 10, "Hz")) for c in first.intervention.components)
    done = replace(first.intervention, duration=QuantityOut(3, 3, "{cycle}"), components=parts)
    (outputs / "review-00000" / "records.jsonl").write_bytes(lines((replace(first, intervention=done),)))


def test_a_stimulus_so_many_times_a_second_and_a_course_in_cycles_are_taken(place: str, tmp_path: Path) -> None:
    outputs = tmp_path / "outputs"
    write_outputs(outputs, range(1))
    _stimulate(outputs)
    assert not load(outputs, place).refused
    query = "SELECT duration_unit, frequency_unit FROM studies JOIN components USING (record_no)"
    assert ask(place, query) == [("{cycle}", "Hz")]


def test_every_table_and_column_has_a_comment_in_postgresql(cluster: Cluster) -> None:
    place = cluster.new_database()
    _upgraded(place)
    inspector = inspect(create_engine(database_url(place)))
    for table in schema.metadata.sorted_tables:
        assert inspector.get_table_comment(table.name)["text"]
        assert all(column["comment"] for column in inspector.get_columns(table.name))
    for view in VIEWS:
        assert inspector.get_table_comment(view.name)["text"] == view.comment


def test_the_views_have_the_columns_that_their_comments_name(place: str) -> None:
    _upgraded(place)
    inspector = inspect(create_engine(database_url(place)))
    for view in VIEWS:
        assert set(view.columns) <= {c["name"] for c in inspector.get_columns(view.name)}


def test_upgrading_twice_changes_nothing(place: str) -> None:
    _upgraded(place)
    _upgraded(place)
    assert ask(place, "SELECT version_num FROM alembic_version") == [(HEAD,)]


def test_the_data_dictionary_is_current() -> None:
    said = (DOCS / "data-dictionary.md").read_text("utf-8")
    assert said == dictionary(), "run: pipeline dictionary docs/data-dictionary.md"


@pytest.mark.parametrize("table", schema.metadata.sorted_tables, ids=lambda t: t.name)
def test_every_bound_has_a_check(table: Table) -> None:
    said = str(CreateTable(table))
    for name in re.findall(r"\n\t(\w+)_min ", said):
        assert f"{name}_min <= {name}_max" in said
