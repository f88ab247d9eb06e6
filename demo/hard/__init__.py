"""Hard cases: the world's reports put through layouts, damage and formats, seeded, each with its truth.

``cases.cases(count, seed)`` makes them; ``python -m demo.hard`` reads them and says what went wrong;
``python -m demo.hard --write FOLDER`` writes them with gold files for `nianbao evaluate`.
"""
