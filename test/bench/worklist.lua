-- The work list of whoever COOKIE is signed in as.
wrk.path = "/api/query/dossier.worklist"
wrk.headers["Cookie"] = os.getenv("COOKIE")
