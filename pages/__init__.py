"""工作台: what a person does by hand, on a page: one act, one call of a duty. The only floor that knows HTTP.

Each page is a module beside its template. A visit that reaches one has been let in: the host is ours, the session
somebody's of the staff, the form one that we printed (`pages.gate`), the role enough (`pages.app`, `office.decisions.permitted`).
"""
