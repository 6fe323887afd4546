// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/proto/xep_0163_pep.h"

namespace net::xep0163 {
using namespace Qt::StringLiterals;

QString notifyFeature(QStringView node)
{
    return node.toString() + u"+notify"_s;
}

bool isOffered(const xep0030::Info &account)
{
    return account.hasIdentity(u"pubsub", u"pep");
}

} // namespace net::xep0163
