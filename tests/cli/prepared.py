"""What each call of the program in these tests has done already when it begins: its imports, and the mails of the
blueprint for winning customers back, which every process would compile anew for a second."""

import gc
import importlib
import pkgutil

import shopkeep.cli
from shopkeep import jobs
from shopkeep.core import registry
from shopkeep.core.share import shared
from shopkeep.orders import formats
from shopkeep.sequences import blueprints, files, render
from tests.sequences.making import context, person

for package in (shopkeep.cli, jobs):
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{package.__name__}.{module.name}")
registry.collect(formats, "FORMAT")

win_back = files.load(blueprints.folder("win-back"))
for stage in win_back.stages:
    for mail in stage.mails:
        render.render(win_back, mail, person(), context(), shared("themes") / "mail" / win_back.theme)
        render.faults(mail)

gc.collect()
gc.freeze()  # what is there already is not gone through again in each process, nor copied for it
