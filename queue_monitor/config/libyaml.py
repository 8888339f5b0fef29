"""YAML by libyaml: its parser in C, with PyYAML's own way of making nodes of what it finds.

`yaml.CSafeLoader` makes the nodes in C, too, and overruns the stack on blocks in blocks without
end; in Python that is a RecursionError.
"""

import yaml
from yaml.composer import Composer

Libyaml: type[yaml.CSafeLoader] | None = None  # where PyYAML was built without it

if yaml.__with_libyaml__:

    class _Libyaml(Composer, yaml.CSafeLoader):
        """Events by libyaml, nodes by PyYAML."""

        def __init__(self, stream: str) -> None:
            yaml.CSafeLoader.__init__(self, stream)
            Composer.__init__(self)

    Libyaml = _Libyaml
