"""When portals are visited again: due dates, leases, and the loop that starts the visits.

`nianbao schedule` runs :class:`crawler.schedule.runner.Scheduler`.  Times come from a clock and visits are started
through a visitor, both handed in, so that a year can pass in a test.  What lives here fetches nothing itself.
"""
