// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0092 Software Version 1.1
#include "net/session/extension.h"

namespace net::xep0092 {

/// Says which program this is. Not on which system: that helps nobody but an attacker. Main thread.
class VersionResponder final : public Extension
{
public:
    VersionResponder(QString name, QString version);
    [[nodiscard]] QStringList discoFeatures() const override;
    Handled onStanza(Session &session, const xml::Element &stanza) override;

private:
    QString m_name, m_version;
};

} // namespace net::xep0092
