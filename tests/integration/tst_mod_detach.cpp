// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/module_script_test.h"

#include <QTest>

/// packaging/prosody/mod_detach in a real Prosody. The cases are detach_*_cases.py.
class ModDetach : public test::ModuleScriptTest
{
    Q_OBJECT
public:
    ModDetach()
        : ModuleScriptTest(QStringLiteral("detach_module_test.py"), 42)
    {
    }
};

QTEST_GUILESS_MAIN(ModDetach)
#include "tst_mod_detach.moc"
