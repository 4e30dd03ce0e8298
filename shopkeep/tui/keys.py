"""Every key of the app, once: what it is called, what it does and where it works.

The footer, the `?` page, the palette and the README are all made from this table; screens do not
declare bindings of their own. A key's `action` is the method `action_NAME` of the place (or of the
app for `place="app"`, of the widget for lists and dialogs). To give a place a new key, add one line
here and the method there.
"""

from __future__ import annotations

from shopkeep.tui.key import Key

PLACES: tuple[tuple[str, str, str], ...] = (
    ("today", "Today", "1"),
    ("customers", "Customers", "2"),
    ("sequences", "Sequences", "3"),
    ("outbox", "Outbox", "4"),
    ("results", "Results", "5"),
    ("imports", "Imports", "6"),
    ("settings", "Settings", "comma"),
)
"""The bar: a place's name, its title and the key that goes there (1 to 6 have F1 to F6 besides)."""


def _going() -> tuple[Key, ...]:
    return tuple(
        Key(f"go.{name}", key, title, f"Go to {title}.", "app", f"go('{name}')") for name, title, key in PLACES
    ) + tuple(
        Key(f"fkey.{name}", f"f{key}", title, f"Go to {title}.", "app", f"go('{name}')", 0, True, False)
        for name, title, key in PLACES
        if key.isdigit()
    )


def _review(place: str, **foot: int) -> tuple[Key, ...]:
    """What a review does to customers, wherever they are shown; `foot`: which of it stands in the footer."""
    found = (
        ("leave_out", "x", "Leave out", "Leave out of mails, with a reason."),
        ("snooze", "z", "Snooze", "Leave alone until a day you choose."),
        ("bring_back", "b", "Bring back", "Undo leaving out, or end a snooze."),
        ("enrol", "e", "Win back", "Add to a sequence of mails."),
        ("note", "n", "Note", "Write a note, for yourself."),
        ("suppress", "s", "Never write again", "Never send this address anything."),
        ("copy", "y", "Copy address", "Copy the e-mail address."),
        ("write", "t", "Write yourself", "Write to them in your own mail program."),
    )
    return tuple(
        Key(f"{place}.{name}", key, label, says, place, name, foot.get(name, 0)) for name, key, label, says in found
    )


KEYS: tuple[Key, ...] = (
    *_going(),
    Key("app.help", "question_mark", "All keys", "Show every key of this place.", "app", "all_keys"),
    Key("fkey.help", "f10", "All keys", "All keys, also while typing.", "app", "all_keys", 0, True, False),
    Key(
        "app.palette", "colon", "Palette", "Find any command by its name.", "app", "command_palette", 0, False, False
    ),
    Key("app.undo", "u", "Undo", "Take the last small step back.", "app", "undo"),
    Key("app.quit", "q", "Quit", "Leave. Everything is saved already.", "app", "quit"),
    Key("app.back", "escape", "Back", "Close, clear the filter, or go back.", "app", "back", 0, False, False),
    # One customer's page, over the list it was opened from.
    Key("customer.next", "right_square_bracket,down,j", "Next", "The next customer of the list.", "customer",
        "step(1)", 1, palette=False),
    Key("customer.before", "left_square_bracket,up,k", "Before", "The customer before.", "customer", "step(-1)",
        palette=False),
    *_review("customer", leave_out=2, snooze=3, note=4),
    Key("customer.hand_over", "g", "Hand over", "Write all that is known of them to a file.", "customer", "hand_over"),
    Key("customer.erase", "d", "Erase", "Forget this person, here or everywhere.", "customer", "erase"),
    Key("customer.filter", "slash", "Filter", "Back to the list, and find others.", "customer", "filter", 0, True),
    Key("customer.down", "pagedown", "Further down", "The rest of what is known.", "customer", "page(1)",
        palette=False),
    Key("customer.up", "pageup", "Further up", "Back up.", "customer", "page(-1)", palette=False),
    Key("customer.back", "escape", "Back to the list", "Back to the list.", "customer", "back", 5, palette=False),
    # Products: a page over Customers.
    Key("products.back", "escape", "Back", "Back to where you came from.", "products", "back", 1, palette=False),
    Key("products.view", "v,right", "Next view", "The next way to look at products.", "products", "view", 2),
    Key("products.before", "left", "View before", "The view before.", "products", "view(-1)"),
    Key("products.next", "n", "Bought next", "What buyers of this product bought next.", "products", "next", 3),
    Key("products.months", "m", "Its months", "How this product's orders fall over the year.", "products", "months", 4),
    Key("products.other", "o", "Other way", "Slowest first, by customer, or of this group.", "products", "other", 5),
    Key("products.fold", "f", "Fold variants", "Count variants (Tea - 100 g) as one product.", "products", "fold"),
    # The back-test: how good the judging was, and how far it should look.
    Key("backtest.accept", "a", "Look that far", "Look as far ahead as advised.", "backtest", "accept", 1),
    Key("backtest.decline", "n", "Stay as it is", "Look as far ahead as now.", "backtest", "decline", 2),
    Key("backtest.back", "escape", "Back to the list", "Back to the customers.", "backtest", "back", 3, palette=False),
    # Pairs of customers who may be one person.
    Key("pairs.merge", "m,enter", "One person", "Merge the two; you say which address stays.", "pairs", "merge", 1),
    Key("pairs.apart", "a", "Two people", "Keep them apart; the pair is not shown again.", "pairs", "apart", 2),
    Key("pairs.back", "escape", "Back to the list", "Back to the customers.", "pairs", "back", 3, palette=False),
    # Lists, wherever there is one.
    Key("list.up", "up,k", "Up", "One row up.", "list", "cursor_up", palette=False),
    Key("list.down", "down,j", "Down", "One row down.", "list", "cursor_down", palette=False),
    Key("list.page_up", "pageup", "Page up", "A page up.", "list", "page_up", palette=False),
    Key("list.page_down", "pagedown", "Page down", "A page down.", "list", "page_down", palette=False),
    Key("list.home", "home", "First", "The first row.", "list", "scroll_home", palette=False),
    Key("list.end", "end", "Last", "The last row.", "list", "scroll_end", palette=False),
    Key("list.choose", "enter", "Open", "Open the row.", "list", "choose", palette=False),
    # Dialogs.
    Key("dialog.cancel", "escape", "Cancel", "Close and change nothing.", "dialog", "cancel", palette=False),
    Key("dialog.accept", "enter", "Accept", "Take what is chosen.", "dialog", "accept", palette=False),
    # Today.
    Key("today.open", "enter", "Do it", "Go where the chosen line is done.", "today", "open", 1, palette=False),
    Key("today.import", "i", "Import a file", "Bring in an export of your orders.", "today", "import", 2),
    Key("today.win_back", "w", "Win back", "See whom to write to.", "today", "item('w')", 3),
    Key("today.sequence", "s", "Sequences", "What a sequence needs next.", "today", "item('s')", 4),
    Key("today.due", "d", "Send what is due", "Mails that wait in the outbox.", "today", "item('d')"),
    Key("today.unknown", "y", "Unknown outcomes", "Say whether a mail arrived.", "today", "item('y')"),
    Key("today.answers", "a", "Answers", "Read who wrote back.", "today", "item('a')"),
    Key("today.mail", "m", "Set up mail", "Say where your mails are sent from.", "today", "item('m')"),
    Key("today.consent", "c", "Consent", "Say whom you may write to.", "today", "item('c')"),
    Key("today.results", "r", "Results", "What a sequence brought.", "today", "item('r')"),
    Key("today.horizon", "h", "How far to look", "See how far ahead to look.", "today", "item('h')"),
    Key("today.group", "g", "Another group", "Customers you have never written to.", "today", "item('g')"),
    Key("today.friends", "b", "Who brought friends", "Customers whose code brought somebody.", "today", "item('b')"),
    Key("today.week", "l", "A week later", "Let a week pass in the sample shop.", "today", "item('l')", palette=False),
    Key("today.sample", "t", "Try the sample shop", "Fill an empty shop with the sample.", "today", "item('t')"),
    # Customers: the footer in the order of a review.
    Key("customers.mark", "space", "Mark", "Mark this row; marked rows are done together.", "customers", "mark", 1),
    Key("customers.open", "enter", "Look", "Everything about this customer.", "customers", "open", 2, palette=False),
    *_review("customers", leave_out=3, enrol=4),
    Key("customers.filter", "slash", "Filter", "Find by words, or by a rule.", "customers", "filter", 5, True),
    Key("customers.all", "a", "Mark all", "Mark all of this list; again: none of it.", "customers", "mark_all"),
    Key("customers.sort", "o", "Order by", "Sort by the next column.", "customers", "sort"),
    Key("customers.reverse", "r", "Turn round", "The order the other way round.", "customers", "reverse"),
    Key("customers.what", "i", "What is this", "This segment's rule, and examples.", "customers", "explain"),
    Key("customers.save", "v", "Save as segment", "Keep this filter as a segment.", "customers", "save"),
    Key("customers.forget", "f", "Forget segment", "Drop a segment of your own.", "customers", "forget"),
    Key("customers.merge", "m", "Merge two", "Two marked rows are one person.", "customers", "merge"),
    Key("customers.products", "p", "Products", "What these customers buy.", "customers", "products"),
    Key("customers.pairs", "d", "Doubles", "People who may be there twice.", "customers", "pairs"),
    Key("customers.never", "l", "Never written to", "Who is never written to again.", "customers", "never"),
    Key("customers.hindsight", "h", "Back-test", "How good the chances were in the past.", "customers", "back_test"),
    Key("customers.segments", "g", "Segments", "Choose another group of customers.", "customers", "segments"),
    Key("customers.previous", "left", "Segment before", "The segment before.", "customers", "next_segment(-1)"),
    Key("customers.next", "right", "Next segment", "The next segment.", "customers", "next_segment(1)"),
    Key("filter.take", "tab", "Take it", "Take the chosen suggestion.", "customers.filter", "take", 1, palette=False),
    Key("filter.up", "up", "Choose", "The suggestion above.", "customers.filter", "choose(-1)", palette=False),
    Key("filter.down", "down", "Choose", "The next suggestion.", "customers.filter", "choose(1)", 2, palette=False),
    # Imports, a file as understood, and its rejected rows.
    Key("imports.import", "i", "Import orders", "Bring in exports: files, folder or archive.", "imports", "import", 1),
    Key("imports.rejected", "r", "Refused", "Rows that were not taken in, and why.", "imports", "rejected", 2),
    Key("imports.take_back", "x", "Take back", "Undo the newest import.", "imports", "take_back", 3),
    Key(
        "imports.attributes", "a", "Customers/products", "Bring in customers' details, a survey or products.",
        "imports", "attributes", 4,
    ),
    Key("file.import", "enter", "Import it", "Take in the file as it is shown.", "imports.file", "go", 1),
    Key("file.change", "e", "Read it otherwise", "How each thing is read, to change it.", "imports.file", "change", 2),
    Key("reading.change", "enter", "Change", "Have the chosen thing read otherwise.", "imports.reading", "change", 1),
    Key("files.import", "enter", "Import them", "Take in all files that can be taken in.", "imports.files", "go", 1),
    Key("files.change", "e", "Read it otherwise", "Answer or change how a file is read.", "imports.files", "change", 2),
    Key("files.look", "l", "Look at it", "The chosen file by itself, with its orders.", "imports.files", "look", 3),
    Key("files.drop", "x", "Leave it out", "Leave the chosen file out of this import.", "imports.files", "drop", 4),
    Key(
        "outcomes.rejected", "r", "Refused rows", "Rows of the chosen file that were not taken in, and why.",
        "imports.outcomes", "rejected", 1,
    ),
    Key(
        "rejected.copy", "y", "Copy the path", "Copy the path of the file with all refused rows.",
        "imports.rejected", "copy_path", 1,
    ),
    Key("path.complete", "tab", "Complete", "Complete the path.", "path", "complete", palette=False),
    Key("path.up", "up", "Up", "One row up.", "path", "row_up", palette=False),
    Key("path.down", "down", "Down", "One row down.", "path", "row_down", palette=False),
    # Outbox, its review, one message, the practice mailbox.
    Key("outbox.pause", "p", "Pause or go on", "Pause between two mails, or send what is due.", "outbox", "pause", 1),
    Key("outbox.stop", "s", "Stop", "Stop sending after the mail in flight.", "outbox", "stop", 2),
    Key("outbox.read", "enter", "Read", "Read the chosen message.", "outbox", "read", 3),
    Key("outbox.inbox", "i", "Inbox", "What came back: replies, bounces, goodbyes.", "outbox", "inbox", 4),
    Key("outbox.practice", "m", "Practice mailbox", "What the practice mailbox received.", "outbox", "practice", 5),
    Key("outbox.never", "n", "Never written to", "Who is never written to again, and why.", "outbox", "never"),
    Key("outbox.filter", "f", "Only some", "Show messages of one state.", "outbox", "filter"),
    Key("outbox.arrived", "y", "It arrived", "A message of unknown outcome did arrive.", "outbox", "arrived"),
    Key("outbox.again", "a", "Send again", "Send a message of unknown outcome again.", "outbox", "again"),
    Key("outbox.retry", "t", "Try again", "Deferred messages now, or failed ones once more.", "outbox", "retry"),
    Key("outbox.report", "w", "Write report", "How the newest send went, to keep or print.", "outbox", "report"),
    Key("outbox.cancel", "c", "Cancel what waits", "Cancel all queued and deferred messages.", "outbox", "cancel"),
    Key("review.send", "enter", "Send", "Confirm the count and send.", "outbox.review", "send", 1),
    Key("review.previous", "left_square_bracket", "Sample before", "The sample before.", "outbox.review", "sample(-1)"),
    Key("review.next", "right_square_bracket", "Next sample", "The next sample mail.", "outbox.review", "sample(1)", 2),
    Key("review.test", "t", "Test mail", "Send this sample to yourself.", "outbox.review", "test", 3),
    Key("review.limit", "l", "Send fewer", "Send only the first so many now.", "outbox.review", "limit", 4),
    Key("review.segment", "g", "Only some", "Only those due, or one segment.", "outbox.review", "segment", 5),
    Key("review.account", "a", "Account", "Which mail account it goes through.", "outbox.review", "account"),
    Key("message.open", "o", "Open in browser", "See it as the customer does.", "outbox.message", "open", 1),
    Key("practice.open", "o", "Open in browser", "See it as the customer does.", "outbox.practice", "open", 1),
    Key("practice.headers", "h", "All headers", "Show or hide every header.", "outbox.practice", "headers", 2),
    Key("practice.behave", "b", "Behaviour", "Have it misbehave, to see what happens.", "outbox.practice", "behave", 3),
    Key("inbox.fetch", "r", "Read the mailbox", "Read what is new; nothing in it changes.", "outbox.inbox", "fetch", 1),
    Key("inbox.read", "enter", "Read", "Read the chosen mail as plain text.", "outbox.inbox", "read", 2, palette=False),
    Key("inbox.undo", "u", "Take back", "Take back what followed from it.", "outbox.inbox", "take_back", 3),
    Key("inbox.file", "o", "From a file", "Read an mbox, a Maildir or .eml.", "outbox.inbox", "from_file", 4),
    Key("inbox.never", "n", "Never written to", "Who is never written to again, and why.", "outbox.inbox", "never"),
    Key("inbox.stop", "s", "Stop", "Stop reading after the mails at hand.", "outbox.inbox", "stop"),
    Key("inbox.mail.undo", "u", "Take back", "Take back what followed.", "outbox.inbox.mail", "take_back", 1),
    Key("message.headers", "h", "All headers", "Show or hide every header.", "outbox.message", "headers", 2),
    # Who is never written to again: a page over Outbox, Inbox or Customers.
    Key("never.again", "b", "Write again", "Take the chosen address off the list.", "never", "write_again", 1),
    Key("never.filter", "slash", "Find", "Find by part of an address, a name or a reason.", "never", "filter", 2, True),
    Key("never.add", "a", "Add", "Never write to an address again, a customer's or not.", "never", "add", 3),
    # Sequences.
    Key(
        "sequences.open", "enter", "Edit or review", "Edit the mail; on a stage, review and send it.",
        "sequences", "open", 1, palette=False,
    ),
    Key(
        "sequences.back", "escape", "Back", "From the editor or the mail back to the list.", "sequences", "back",
        palette=False,
    ),
    Key("sequences.pane", "tab", "Next pane", "List, editor, preview.", "sequences", "next_pane", palette=False),
    Key("sequences.new", "n", "New sequence", "Start a sequence from a blueprint.", "sequences", "new", 5),
    Key("sequences.send", "w", "Send stage", "Review this stage in the Outbox, then send.", "sequences", "send", 2),
    Key(
        "sequences.next_person", "right_square_bracket", "Next person",
        "Show it as the next customer; F8 while writing.", "sequences", "next_person",
    ),
    Key(
        "sequences.person_before", "left_square_bracket", "Person before",
        "Show it as the customer before; F7 while writing.", "sequences", "person_before",
    ),
    Key("fkey.next_person", "f8", "Next person", "Show it as the next customer, while you write.", "sequences",
        "next_person", 0, True, False),
    Key("fkey.person_before", "f7", "Person before", "Show it as the customer before, while you write.", "sequences",
        "person_before", 0, True, False),
    Key("sequences.check", "c", "Check", "List everything that is wrong or doubtful.", "sequences", "check", 4),
    Key("fkey.insert", "f9", "Put in", "Put in a ready-made piece, such as the offer box, while you write.",
        "sequences", "insert", 0, True, False),
    Key("fkey.styled", "f12", "Plain or styled", "Show it as text or in its look, while you write.", "sequences",
        "styled", 0, True, False),
    Key("sequences.styled", "p", "Plain or styled", "The mail as text, or in the colours of its look.", "sequences",
        "styled"),
    Key("sequences.beside", "b", "A beside B", "Another variant beside this one.", "sequences", "beside"),
    Key("sequences.changes", "d", "What differs", "Show what changed since it was opened; again: since the blueprint.",
        "sequences", "changes"),
    Key("sequences.own_editor", "m", "Your own editor", "This mail in your own text editor.", "sequences",
        "own_editor"),
    Key("sequences.browser", "o", "Open in browser", "See the mail as a web page.", "sequences", "browser"),
    Key("sequences.test", "t", "Test to me", "Send this mail to yourself.", "sequences", "test"),
    Key("sequences.variant", "v", "Next variant", "The next variant of this mail.", "sequences", "next_variant"),
    Key("sequences.add", "a", "Add", "A variant, mail, stage or group.", "sequences", "add", 3),
    Key("sequences.change", "e", "Change", "Name, wait, who, offer: what this row has.", "sequences", "change"),
    Key("sequences.remove", "x", "Take out", "The mail, variant, stage or group of this row.", "sequences", "remove"),
    Key("sequences.remove_all", "delete", "Remove it", "The whole sequence; what was sent stays on record.",
        "sequences", "remove_sequence"),
    Key("sequences.language", "i", "Next language", "The mails in the next of their languages.", "sequences",
        "next_language"),
    Key("sequences.up", "minus", "Move up", "This stage, mail or group one place up.", "sequences", "move(-1)"),
    Key("sequences.down", "plus", "Move down", "This stage, mail or group one place down.", "sequences", "move(1)"),
    Key("sequences.group", "g", "Copy for a group", "Give one group its own mail.", "sequences", "group_copy"),
    Key("sequences.offer", "f", "Offer", "What a group is offered, and what it costs.", "sequences", "offer"),
    Key("sequences.codes", "y", "Codes", "Make codes for each customer, and their file.", "sequences", "codes"),
    Key("sequences.look", "l", "Look", "Choose the look of the mails.", "sequences", "look"),
    Key("look.browser", "o", "In a browser", "This mail in this look, in a browser.", "look", "browser", palette=False),
    Key("sequences.holdout", "h", "Holdout", "A share that gets nothing, to compare with.", "sequences", "holdout"),
    # Results.
    Key("results.sequence", "s", "Another sequence", "See another sequence's results.", "results", "sequence", 1),
    Key("results.view", "v", "Next table", "Who came back, stages, groups, variants.", "results", "view", 2),
    Key("results.shop", "h", "Your shop", "How the shop does: who stays, who is lost.", "results", "shop", 3),
    # How the shop does: a page over Results.
    Key("shop.back", "escape", "Back", "Back to where you came from.", "shop", "back", 1, palette=False),
    Key("shop.view", "v,right", "Next view", "The next way to look at your shop.", "shop", "view", 2),
    Key("shop.before", "left", "View before", "The view before.", "shop", "view(-1)"),
    Key("shop.formulas", "f", "Formulas", "How each figure is worked out.", "shop", "formulas"),
    Key("shop.period", "d", "Other days", "The figures of other days.", "shop", "period", 3),
    Key("shop.split", "b", "Split", "Split by country or by what you know.", "shop", "split", 4),
    Key("shop.write", "w", "Write a file", "A page to mail, a spreadsheet, or charts.", "shop", "write", 5),
    Key("results.formulas", "f", "Formulas", "How each figure came about, numbers filled in.", "results",
        "formulas", 4),
    Key("results.confirm", "o", "Whose orders", "Orders under other addresses: theirs or not.", "results",
        "confirm", 5),
    Key("results.together", "a", "All together", "All sequences as one programme, or one again.", "results",
        "together"),
    Key("formulas.back", "escape", "Back", "Back to the results.", "results.formulas", "back", 1, palette=False),
    Key("orders.theirs", "y,enter", "Theirs", "The order is theirs: it counts as a return.", "results.orders",
        "theirs", 1),
    Key("orders.not_theirs", "n", "Not theirs", "Somebody else's: not asked about again.", "results.orders",
        "not_theirs", 2),
    Key("orders.back", "escape", "Back", "Back to the results.", "results.orders", "back", 3, palette=False),
    # Settings.
    Key("settings.edit", "enter", "Change", "Change the chosen setting.", "settings", "edit", 1, palette=False),
    Key("settings.accounts", "a", "Mail accounts", "Set one up for your provider, or another.", "settings", "accounts",
        5),
    Key("accounts.edit", "enter", "Change", "A limit, the user or the from address.", "settings.accounts", "edit", 1,
        palette=False),
    Key("accounts.preset", "p", "Preset", "What your provider wants, filled in.", "settings.accounts", "preset", 2),
    Key("accounts.new", "n", "New account", "Another account, with its own limits.", "settings.accounts", "new", 3),
    Key("accounts.password", "w", "Password", "Into this system's keyring.", "settings.accounts", "password", 4),
    Key("accounts.test", "t", "Test", "Connect and log in; sends nothing.", "settings.accounts", "test", 5),
    Key("accounts.domain", "d", "Check the domain", "Ask DNS for SPF, DKIM and DMARC.", "settings.accounts", "domain"),
    Key("accounts.use", "s", "Send with it", "It sends unless another is named.", "settings.accounts", "use"),
    Key("accounts.drop", "x", "Drop", "Forget this account.", "settings.accounts", "drop"),
    Key("settings.test", "t", "Test the account", "Connect and log in; sends nothing.", "settings", "test", 2),
    Key("settings.practice", "p", "Practice mailbox", "Send to a mailbox on this machine.", "settings", "practice", 3),
    Key("settings.domain", "d", "Check the domain", "Ask DNS for SPF, DKIM and DMARC.", "settings", "domain"),
    Key("settings.password", "w", "Password", "The password of your mail account.", "settings", "password", 4),
)  # fmt: skip
