// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/demo/private_prosody.h"
#include "model/sync/accounts.h"

namespace app {

/// The world behind `kith --demo`: a private Prosody with Anna's account, her contacts, three months of archive, and Bert who answers. Ends with this object.
/// Creating it blocks for about two seconds: do it before there is a window. Main thread.
class DemoWorld
{
public:
    /// `folder` is made when missing; what an earlier run left in it is used again.
    [[nodiscard]] static net::Expected<std::unique_ptr<DemoWorld>, PrivateServerError> create(const QString &folder);

    /// What Anna would type on the sign-in page.
    [[nodiscard]] model::SignInRequest anna() const;
    [[nodiscard]] QString bert() const; ///< his address
    [[nodiscard]] PrivateProsody &server() { return m_server; }

private:
    DemoWorld(PrivateProsody::Options options, QString password);
    PrivateProsody m_server;
    QString m_password; ///< Anna's; another each time
};

} // namespace app
