// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/context.h"
#include "ui/widgets/banner.h"

#include <QHash>
#include <QWidget>

#include "model/types/ids.h"

class QVBoxLayout;

namespace model {
class Account;
}

namespace ui {

/// The strip at the window's top: what the user should know or do, in sentences. Asks for the password of an account that only the user can bring back online.
class Notices : public QWidget
{
    Q_OBJECT
public:
    Notices(const Context &context, QWidget *parent = nullptr);
    /// Shows a notice that the user can put away. The same sentence is shown once.
    void tell(Banner::Kind kind, const QString &sentence);

private:
    void watchAccounts();
    void refresh();
    Banner *makePasswordBanner(model::Account *account);

    Context m_context;
    QVBoxLayout *m_rows;
    QHash<QString, Banner *> m_told;
    QHash<model::AccountId, Banner *> m_passwords;
    std::vector<QMetaObject::Connection> m_watched;
};

} // namespace ui
