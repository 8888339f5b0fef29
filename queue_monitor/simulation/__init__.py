"""A simulated office day, and the people who live it through any door of the office.

`day` draws who comes and who serves; `hall` lets them act in virtual time; a `Port` is the door:
`http` asks a real server as the pages do, `direct` an office in this process with a clock that
jumps. The same seed gives the same day through both.
"""
