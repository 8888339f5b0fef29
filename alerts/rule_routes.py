"""The page /supervisor/rules and the rules' JSON API."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from flask import render_template
from flask_babel import gettext

from alerts import ruling
from alerts.rule_checks import NOTHING, WRONG, Fault, faults, setting_of
from alerts.rule_shapes import RuleBody, RulesView
from alerts.rule_views import rules_view
from queue_monitor.domain.errors import UnknownClass, UnknownService
from queue_monitor.domain.model import ClassId, ServiceId
from queue_monitor.domain.rulebook import OFFICE_ONLY, Rule, Scope, ScopeKind
from queue_monitor.web.identity import SUPERVISORS
from queue_monitor.web.operations import Api, Call
from queue_monitor.web.pages import guard
from queue_monitor.web.problems import Mistake, Problem

if TYPE_CHECKING:
    from flask import Blueprint

    from alerts.wording import Wording
    from queue_monitor.config import Settings
    from queue_monitor.office import Answer
    from queue_monitor.web.parts import Parts

_PROBLEMS: Final = ("not_found", "unknown_service", "unknown_class")


def declare(pages: Blueprint, api: Api, parts: Parts, wording: Wording) -> None:
    """The page and its operations. Supervisors and admins only."""

    @pages.get("/supervisor/rules")
    @guard(parts, SUPERVISORS)
    def rules_page() -> str:
        """Each rule as a sentence whose figures can be changed."""
        return render_template("alerts/rules.html", page_data={})

    def view_of(answer: Answer) -> RulesView:
        return rules_view(answer.floor, answer.at, settings=parts.settings, wording=wording)

    @api.operation(
        "GET",
        "/api/v1/rules",
        answers={200: RulesView},
        roles=SUPERVISORS,
        summary="The rules of e-Eyes",
    )
    def rules(_: Call[None]) -> RulesView:
        """Every rule in force with its sentence, what config.yaml says, and the latest changes."""
        floor, now = parts.office.floor(), parts.clock.now()
        return rules_view(floor, now, settings=parts.settings, wording=wording)

    @api.operation(
        "POST",
        "/api/v1/rules/<rule>/<scope>",
        body=RuleBody,
        answers={200: RulesView},
        roles=SUPERVISORS,
        problems=(*_PROBLEMS, "rule_refused"),
        summary="Change a rule",
        example={"limit": 9, "clear": 6, "worse": 14},
    )
    def change_rule(call: Call[RuleBody], rule: str, scope: str) -> RulesView:
        """In force from the next look, in place of config.yaml's. `scope` is `office`,
        `service:<id>` or `class:<id>`. A rule that makes no sense is refused, with what would be
        right.
        """
        kind, where = _named(rule, scope, parts.settings)
        wrong = [_mistake(fault) for fault in faults(call.body, kind)]
        if wrong:
            raise Problem("rule_refused", errors=wrong)
        setting = setting_of(call.body, kind, where)
        ask = partial(ruling.change, setting=setting, by=call.actor.id)
        return view_of(parts.office.ask(ask))

    @api.operation(
        "DELETE",
        "/api/v1/rules/<rule>/<scope>",
        answers={200: RulesView},
        roles=SUPERVISORS,
        problems=_PROBLEMS,
        summary="Go back to config.yaml",
    )
    def reset_rule(call: Call[None], rule: str, scope: str) -> RulesView:
        """What config.yaml says of this rule is in force again; a rule it does not name is gone,
        also that of a service or class which the office has no more.
        """
        kind, where = _parsed(rule, scope)
        if ruling.book_on(parts.office.floor()).changed_setting(where, kind) is None:
            _named(rule, scope, parts.settings)
        ask = partial(ruling.reset, scope=where, rule=kind, by=call.actor.id)
        return view_of(parts.office.ask(ask))

    @api.operation(
        "DELETE",
        "/api/v1/rules",
        answers={200: RulesView},
        roles=SUPERVISORS,
        summary="Go back to config.yaml in everything",
    )
    def reset_rules(call: Call[None]) -> RulesView:
        """Every rule that was changed is config.yaml's again."""
        return view_of(parts.office.ask(partial(ruling.reset_all, by=call.actor.id)))


def _mistake(fault: Fault) -> Mistake:
    """What was found and what would be right, as `check` tells it."""
    wanted = gettext(fault.wanted).format_map(fault.values)
    found = gettext(NOTHING) if fault.found is None else fault.found
    return Mistake(where=fault.where, what=gettext(WRONG).format(found=found, wanted=wanted))


def _parsed(rule: str, scope: str) -> tuple[Rule, Scope]:
    """Raises Problem not_found."""
    kind, _, id_ = scope.partition(":")
    if rule not in set(Rule) or kind not in set(ScopeKind):
        raise Problem("not_found")
    return Rule(rule), Scope(kind=ScopeKind(kind), id=id_)


def _named(rule: str, scope: str, settings: Settings) -> tuple[Rule, Scope]:
    """Raises Problem not_found, UnknownService, UnknownClass."""
    kind, found = _parsed(rule, scope)
    id_ = found.id
    if found.kind is not ScopeKind.OFFICE and kind in OFFICE_ONLY:
        raise Problem("not_found")
    match found.kind:
        case ScopeKind.OFFICE if id_:
            raise Problem("not_found")
        case ScopeKind.SERVICE if settings.service(ServiceId(id_)) is None:
            raise UnknownService(id_)
        case ScopeKind.CLASS if settings.visit_class(ClassId(id_)) is None:
            raise UnknownClass(id_)
    return kind, found
