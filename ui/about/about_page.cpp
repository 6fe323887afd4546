// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/about/about_page.h"

#include "ui/connection/fact_table.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QIcon>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kLogo = 56;

QString version()
{
    return QStringLiteral(KITH_VERSION);
}

// What a bug report needs of the machine, and nothing else.
QString versionReport()
{
    return u"Kith %1, Qt %2, %3 %4, %5\n"_s.arg(version(), QString::fromLatin1(qVersion()), QSysInfo::prettyProductName(),
        QSysInfo::currentCpuArchitecture(), QGuiApplication::platformName());
}

} // namespace

AboutPage::AboutPage(const Theme &theme, QWidget *parent)
    : SettingsPage(theme, tr("About"), parent)
{
    auto *head = new QWidget;
    auto *logo = new QLabel(head);
    logo->setPixmap(QIcon(u":/app_icon.svg"_s).pixmap(QSize(kLogo, kLogo), devicePixelRatioF()));
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *name = new TextLabel(theme, Type::Title, Tone::Text, tr("Kith %1").arg(version()), head);
    name->setTextInteractionFlags(Qt::TextSelectableByMouse);
    words->addWidget(name);
    auto *purpose = new TextLabel(theme, Type::Body, Tone::Secondary,
        tr("A messenger for XMPP. A conversation outlives the connection, the device and the server it runs on."), head);
    purpose->setWordWrap(true);
    words->addWidget(purpose);
    auto *headLayout = new QHBoxLayout(head);
    headLayout->setContentsMargins(0, 0, 0, 0);
    headLayout->setSpacing(16);
    headLayout->addWidget(logo, 0, Qt::AlignTop);
    headLayout->addLayout(words, 1);
    auto *card = new Card(theme);
    card->addRow(head);
    auto *copy = new QPushButton(tr("Copy"));
    copy->setObjectName(u"copyVersion"_s);
    copy->setAccessibleName(tr("Copy the version report"));
    connect(copy, &QPushButton::clicked, this, [] { QGuiApplication::clipboard()->setText(versionReport()); });
    card->addRow(new SettingRow(theme, tr("Versions"), versionReport().trimmed(), copy));
    card->addRow(new SettingRow(theme, tr("Licence"),
        tr("Free software under the GNU General Public License, version 3 or later: you may use, study, share and change it. It comes without any warranty."), nullptr));
    body()->addWidget(card);

    body()->addWidget(new TextLabel(theme, Type::Strong, Tone::Text, tr("Kith stands on")));
    auto *libraries = new FactTable(theme);
    libraries->setFacts({
        {u"Qt %1"_s.arg(QString::fromLatin1(qVersion())), u"LGPL-3.0"_s},
        {u"QCA"_s, u"LGPL-2.1"_s},
        {u"OpenSSL"_s, u"Apache-2.0"_s},
        {u"SQLite"_s, tr("public domain")},
        {u"ICU"_s, u"Unicode-3.0"_s},
        {u"GNU libidn2"_s, u"LGPL-3.0"_s},
        {u"Expat"_s, u"MIT"_s},
        {u"QtKeychain"_s, u"BSD-2-Clause"_s},
        {u"tl::expected"_s, u"CC0-1.0"_s},
    });
    auto *libraryCard = new Card(theme);
    libraryCard->rows()->addWidget(libraries);
    body()->addWidget(libraryCard);
}

} // namespace ui
