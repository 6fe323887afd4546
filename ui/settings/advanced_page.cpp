// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/advanced_page.h"

#include "ui/settings/preferences.h"
#include "ui/widgets/card.h"

#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QPushButton>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

AdvancedPage::AdvancedPage(const Theme &theme, Preferences &preferences, const QString &logDirectory, const QString &traceFile, QWidget *parent)
    : SettingsPage(theme, tr("Advanced"), parent)
{
    setSubtitle(tr("For looking inside when something does not work."));

    auto *console = new Card(theme);
    auto *openConsole = new QPushButton(tr("Open"));
    openConsole->setObjectName(u"openXmlConsole"_s);
    openConsole->setAccessibleName(tr("Open the XML console"));
    connect(openConsole, &QPushButton::clicked, this, &AdvancedPage::xmlConsoleRequested);
    console->addRow(new SettingRow(theme, tr("XML console"), tr("What Kith and the server say to each other, without passwords and keys."), openConsole));
    body()->addWidget(console);

    auto *log = new Card(theme);
    auto *openLog = new QPushButton(tr("Open folder"));
    openLog->setObjectName(u"openLogFolder"_s);
    openLog->setAccessibleName(tr("Open the log folder"));
    connect(openLog, &QPushButton::clicked, this, [logDirectory] { QDesktopServices::openUrl(QUrl::fromLocalFile(logDirectory)); });
    log->addRow(new SettingRow(theme, tr("Log"), QDir::toNativeSeparators(logDirectory), openLog));
    auto *detailed = new QCheckBox;
    detailed->setObjectName(u"detailedLog"_s);
    detailed->setChecked(preferences.detailedLog());
    connect(detailed, &QCheckBox::toggled, &preferences, &Preferences::setDetailedLog);
    log->addRow(new SettingRow(theme, tr("Detailed log"), tr("Writes each step of the connection and of the synchronisation. Never passwords or messages."), detailed));
    body()->addWidget(log);

    auto *trace = new Card(theme);
    trace->addRow(new SettingRow(theme, tr("Trace"),
        traceFile.isEmpty() ? tr("Started with --trace FILE, Kith writes down what each start and sign-in cost.")
                            : tr("What this start and each sign-in cost is written to %1.").arg(QDir::toNativeSeparators(traceFile)),
        nullptr));
    body()->addWidget(trace);
}

} // namespace ui
