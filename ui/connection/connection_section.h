// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QPointer>
#include <QWidget>

class QPushButton;

namespace model {
class Account;
}

namespace ui {

class Card;
class FactTable;
class FeatureList;
class TextLabel;
class Waterfall;

/// One account on the connection page. Hides its cards while there is nothing to say. Main thread.
class ConnectionSection : public QWidget
{
    Q_OBJECT
public:
    ConnectionSection(const Theme &theme, model::Account &account, QWidget *parent = nullptr);

private:
    void showStatus();
    void showLogin();
    void showFeatures();
    void copyReport();

    QPointer<model::Account> m_account;
    TextLabel *m_subtitle;
    TextLabel *m_status;
    TextLabel *m_headline;
    Waterfall *m_waterfall;
    FactTable *m_facts;
    FeatureList *m_features;
    Card *m_loginCard;
    Card *m_factCard;
    Card *m_featureCard;
    QPushButton *m_connect;
};

} // namespace ui
