-- The query ASKED by whoever COOKIE is signed in as.
wrk.path = os.getenv("ASKED")
wrk.headers["Cookie"] = os.getenv("COOKIE")
