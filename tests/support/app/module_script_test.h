// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace test {

/// Base of the tests of a module of packaging/prosody whose cases are a tests/integration/*_module_test.py: a client made by hand at a real Prosody, so that what is tested
/// is the protocol and not our use of it. Each case is a row.
class ModuleScriptTest : public QObject
{
    Q_OBJECT
protected:
    ModuleScriptTest(const QString &file, int cases); ///< "detach_module_test.py"; with fewer cases something is wrong with it

private Q_SLOTS:
    void initTestCase();
    void works_data();
    void works();

private:
    struct Run {
        bool good = false;
        QString output;
    };
    [[nodiscard]] Run run(const QStringList &arguments) const;

    QString m_path;
    int m_cases = 0;
};

} // namespace test
