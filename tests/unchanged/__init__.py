"""Proof that a big move changed nothing: a snapshot before, one after, and what differs.

    python -m tests.unchanged take FOLDER [--tree CHECKOUT] [--histories FILE]
    python -m tests.unchanged compare BEFORE AFTER

`take` writes down what a tree shows of itself: the address map, every page of the demonstration as
each of its sign-ins and without one, with the statements each page sent, the mails the
demonstration wrote, the approved mails of the tests, the answers of `assess --replay`, and the help
of every command. It stands on the agreed names alone (`homecare.create_app`, the flask commands,
addresses, settings), so that `--tree` can look at an older checkout which has never heard of it.

Time is fixed (`HOMECARE_CLOCK_FILE`), the demonstration is made anew in a folder of its own, and
what is drawn by lot is numbered in order of appearance (`normal`). Nothing else is left out: two
snapshots of one commit are equal byte for byte.

Not seen: what a form answers to being sent, what needs a browser, and how anything looks.
"""
