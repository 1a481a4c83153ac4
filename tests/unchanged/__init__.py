"""Proof that a big move changed nothing: a snapshot before, one after, and what differs.

    python -m tests.unchanged take FOLDER [--tree CHECKOUT] [--histories FILE]
    python -m tests.unchanged compare BEFORE AFTER

`take` writes down what a tree shows of itself: the address map; every page of the demonstration as
each of its sign-ins and without one; what every kind of form answers, sent as it stands and filled
in by rote; the pages once more after that; the statements each of these sent; the mails before and
after; the approved mails of the tests; the answers of `assess --replay`; the help of every command.
It stands on the agreed names alone (`homecare.create_app`, the flask commands, addresses,
settings), so that `--tree` can look at an older checkout which has never heard of it.

Time is fixed (`HOMECARE_CLOCK_FILE`), the demonstration is made anew in a folder of its own, and
what is drawn by lot is numbered in order of appearance (`normal`). Nothing else is left out: two
snapshots of one commit are equal byte for byte.

Not seen: more than some pages of one kind (`walk.OF_ONE_KIND`) and one form of a kind, what needs a
browser or another database than SQLite, and how anything looks.
"""
