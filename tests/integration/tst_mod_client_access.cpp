// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/module_script_test.h"

#include <QTest>

/// packaging/prosody/mod_client_access in a real Prosody. The cases are access_*_cases.py.
class ModClientAccess : public test::ModuleScriptTest
{
    Q_OBJECT
public:
    ModClientAccess()
        : ModuleScriptTest(QStringLiteral("access_module_test.py"), 67)
    {
    }
};

QTEST_GUILESS_MAIN(ModClientAccess)
#include "tst_mod_client_access.moc"
