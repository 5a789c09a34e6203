"""The door for machines that notice something: signed bodies become incidents.

Read `sources`, `proof`, `formats`, `filling`, `delivering`, `route`.
"""
