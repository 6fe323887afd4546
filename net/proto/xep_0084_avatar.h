// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// XEP-0084 User Avatar 1.1.4
#include "net/xml/element.h"

#include <QByteArray>

#include <optional>
#include <vector>

namespace net::xep0084 {

inline constexpr QStringView kMetadataNs = u"urn:xmpp:avatar:metadata"; ///< also the node
inline constexpr QStringView kDataNs = u"urn:xmpp:avatar:data"; ///< also the node

struct AvatarInfo {
    QString id; ///< SHA-1 of the image in lower-case hex, also the id of the data item
    QString type; ///< "image/png"
    int bytes = 0;
    int width = 0, height = 0; ///< pixels; 0: not said
    QString url; ///< empty: the image is in the data node
    bool operator==(const AvatarInfo &) const = default;
};
struct AvatarMetadata {
    std::vector<AvatarInfo> infos; ///< the same picture in several formats; none: there is no avatar
    bool operator==(const AvatarMetadata &) const = default;
};
/// Infos without id, type or size are left out.
[[nodiscard]] std::optional<AvatarMetadata> parseMetadata(const xml::Element &);
[[nodiscard]] xml::Element toElement(const AvatarMetadata &);

/// The image; nullopt also when it is no base64.
[[nodiscard]] std::optional<QByteArray> parseData(const xml::Element &);
[[nodiscard]] xml::Element dataElement(const QByteArray &image);
/// Id of an image, to be compared before it is shown or kept: servers do not check it.
[[nodiscard]] QString imageId(const QByteArray &image);

} // namespace net::xep0084
