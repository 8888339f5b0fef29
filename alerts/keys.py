"""What an alert is about, as one word."""

from queue_monitor.domain.watch import Rule, Scope, ScopeKind


def key_of(scope: Scope, rule: Rule) -> str:
    """The key as one word: "office/waiting", "service:transcript/wait"."""
    wide = scope.kind is ScopeKind.OFFICE
    return f"{scope.kind}/{rule}" if wide else f"{scope.kind}:{scope.id}/{rule}"
