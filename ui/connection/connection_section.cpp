// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/connection_section.h"

#include "model/sync/account.h"
#include "ui/connection/fact_table.h"
#include "ui/connection/feature_list.h"
#include "ui/connection/login_facts.h"
#include "ui/connection/waterfall.h"
#include "ui/widgets/card.h"
#include "ui/widgets/plain_tool_tip.h"
#include "ui/widgets/text_label.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

ConnectionSection::ConnectionSection(const Theme &theme, model::Account &account, QWidget *parent)
    : QWidget(parent)
    , m_account(&account)
    , m_subtitle(new TextLabel(theme, Type::Body, Tone::Secondary, {}, this))
    , m_status(new TextLabel(theme, Type::Body, Tone::Text, {}, this))
    , m_headline(new TextLabel(theme, Type::Strong, Tone::Text))
    , m_waterfall(new Waterfall(theme))
    , m_facts(new FactTable(theme))
    , m_features(new FeatureList(theme))
    , m_loginCard(new Card(theme, this))
    , m_factCard(new Card(theme, this))
    , m_featureCard(new Card(theme, this))
    , m_connect(new QPushButton(tr("Connect now"), this))
{
    setAccessibleName(account.jid().toString());
    m_subtitle->setWordWrap(true);
    m_status->setObjectName(u"status"_s);
    m_status->setWordWrap(true);
    m_headline->setObjectName(u"headline"_s);
    m_headline->setWordWrap(true);

    auto *login = new QVBoxLayout;
    login->setContentsMargins(15, 13, 15, 13);
    login->setSpacing(14);
    login->addWidget(m_headline);
    login->addWidget(m_waterfall);
    m_loginCard->rows()->addLayout(login);
    m_factCard->rows()->addWidget(m_facts);
    m_featureCard->rows()->addWidget(m_features);

    auto *copy = new QPushButton(tr("Copy report"), this);
    copy->setObjectName(u"copyReport"_s);
    m_connect->setObjectName(u"connectNow"_s);
    connect(copy, &QPushButton::clicked, this, &ConnectionSection::copyReport);
    connect(m_connect, &QPushButton::clicked, &account, &model::Account::connectNow);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(copy);
    buttons->addWidget(m_connect);
    buttons->addStretch();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_subtitle);
    layout->addSpacing(4);
    layout->addWidget(m_status);
    layout->addSpacing(16);
    for (Card *card : {m_loginCard, m_factCard, m_featureCard}) {
        layout->addWidget(card);
        layout->addSpacing(16);
    }
    layout->addLayout(buttons);

    connect(&account, &model::Account::statusChanged, this, &ConnectionSection::showStatus);
    connect(&account, &model::Account::loginReported, this, &ConnectionSection::showLogin);
    connect(&account, &model::Account::serverFeaturesChanged, this, &ConnectionSection::showFeatures);
    showStatus();
    showLogin();
    showFeatures();
}

void ConnectionSection::showStatus()
{
    const model::ConnectionStatus status = m_account->status();
    m_status->setText(LoginFacts::statusText(status));
    setPlainToolTip(m_status, status.detail);
    const bool online = status.kind == model::ConnectionKind::Online;
    m_status->setVisible(!online); // the picture below says it better
    m_connect->setVisible(status.kind == model::ConnectionKind::Offline || status.kind == model::ConnectionKind::Waiting);
}

void ConnectionSection::showLogin()
{
    const model::LoginReport report = m_account->lastLogin();
    const bool any = report.at.isValid();
    m_subtitle->setText(u"%1 · %2"_s.arg(m_account->jid().toString(), LoginFacts::when(report, QDateTime::currentDateTimeUtc())));
    m_loginCard->setVisible(any);
    m_factCard->setVisible(any);
    if (!any)
        return;
    m_headline->setText(LoginFacts::headline(report));
    m_waterfall->setPhases(LoginFacts::phases(report));
    m_facts->setFacts(LoginFacts::facts(report));
}

void ConnectionSection::showFeatures()
{
    const auto features = m_account->serverFeatures();
    m_featureCard->setVisible(!features.isEmpty());
    m_features->setFeatures(features);
}

void ConnectionSection::copyReport()
{
    if (!m_account)
        return;
    QGuiApplication::clipboard()->setText(LoginFacts::plainText(
        m_account->jid().toString(), m_account->status(), m_account->lastLogin(), m_account->serverFeatures()));
}

} // namespace ui
