"""`evsite catalog`: the stations that are known by model."""

import sys
from typing import Annotated

import typer

from evsite.cli import completion
from evsite.cli.options import Color, TextOrJson


def command(
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="FILTER",
            help="Words that model, maker or name must have; `features` for what stations and plans can do; "
            "`vehicles`, and words for those, for what vehicles take; `profiles` for what jurisdictions ask; "
            "`tariffs` for what utilities ask for electricity.",
            autocompletion=completion.models,
        ),
    ] = None,
    maker: Annotated[str | None, typer.Option(help="Only this maker.")] = None,
    min_amps: Annotated[float | None, typer.Option(help="Only stations whose port can give so many amperes.")] = None,
    ports: Annotated[int | None, typer.Option(help="Only stations with so many ports.")] = None,
    format: TextOrJson = "text",  # noqa: A002 - the name of the option
    color: Color = "auto",
) -> None:
    """List the stations that are known by model, for `model = "..."` in a site file."""
    from evsite.cli.console import remark, terminal_of, write, write_json
    from evsite.model.catalog import StationModel, load_catalog

    if words == ["features"]:
        _features(format, color)
        return

    if words and words[0] == "vehicles":
        _vehicles(words[1:], format, color)
        return

    if words and words[0] == "profiles":
        _profiles(words[1:], format, color)
        return

    if words and words[0] == "tariffs":
        _tariffs(words[1:], format, color)
        return

    def wanted(model: StationModel) -> bool:
        text = f"{model.id} {model.maker} {model.name}".casefold()
        return (
            all(word.casefold() in text for word in words or [])
            and (maker is None or maker.casefold() in model.maker.casefold())
            and (min_amps is None or (model.port_max_a is not None and model.port_max_a >= min_amps))
            and (ports is None or model.ports == ports)
        )

    models = [model for model in load_catalog().values() if wanted(model)]
    if format == "json":
        from evsite.output.json.reference import catalog_document

        write_json(catalog_document(models))
        return
    if not models:
        remark("no station in the catalogue is like that; `evsite catalog` lists all")
        return
    from evsite.output.text.catalog import render_catalog

    write([render_catalog(models, terminal_of(sys.stdout, color))])


def _features(format: TextOrJson, color: Color) -> None:  # noqa: A002
    from evsite.cli.console import terminal_of, write, write_json
    from evsite.model.products import feature_support, plan_features

    if format == "json":
        from evsite.output.json.reference import features_document

        write_json(features_document(feature_support(), plan_features()))
        return
    from evsite.output.text.features import render_features

    write([render_features(feature_support(), plan_features(), terminal_of(sys.stdout, color))])


def _profiles(words: list[str], format: TextOrJson, color: Color) -> None:  # noqa: A002
    from evsite.cli.console import remark, terminal_of, write, write_json
    from evsite.codebook.profiles import profiles

    found = [
        each
        for each in profiles().values()
        if all(word.casefold() in f"{each.id} {each.title}".casefold() for word in words)
    ]
    if format == "json":
        from evsite.output.json.reference import profiles_document

        write_json(profiles_document(found))
        return
    if not found:
        remark("no profile is like that; `evsite catalog profiles` lists all")
        return
    from evsite.output.text.profiles import render_profiles

    write([render_profiles(found, terminal_of(sys.stdout, color))])


def _tariffs(words: list[str], format: TextOrJson, color: Color) -> None:  # noqa: A002
    from evsite.cli.console import remark, terminal_of, write, write_json
    from evsite.sitefile.tariffs.load import all_shipped

    found = [
        each
        for each in all_shipped()
        if all(word.casefold() in f"{each.name} {each.title} {each.applies}".casefold() for word in words)
    ]
    # the name of one may be in the names of others
    found = [each for each in found if [each.name] == words] or found
    if format == "json":
        from evsite.output.json.tariffs import tariffs_document

        write_json(tariffs_document(found))
        return
    if not found:
        remark("no tariff is like that; `evsite catalog tariffs` lists all")
        return
    from evsite.output.text.tariffs import render_tariffs

    write([render_tariffs(found, terminal_of(sys.stdout, color))])


def _vehicles(words: list[str], format: TextOrJson, color: Color) -> None:  # noqa: A002
    from evsite.cli.console import remark, terminal_of, write, write_json
    from evsite.model.vehicles import load_vehicles

    found = [
        each
        for each in load_vehicles().values()
        if all(word.casefold() in f"{each.vehicle} {each.name} {each.type}".casefold() for word in words)
    ]
    if format == "json":
        from evsite.output.json.reference import vehicles_document

        write_json(vehicles_document(found))
        return
    if not found:
        remark("no vehicle in the list is like that; `evsite catalog vehicles` lists all")
        return
    from evsite.output.text.vehicles import render_vehicles

    write([render_vehicles(found, terminal_of(sys.stdout, color))])
