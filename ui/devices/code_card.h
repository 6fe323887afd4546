// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_offer.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QPushButton;

namespace ui {

class QrPicture;
class StateLine;
class TextLabel;

/// The code, large, with its picture beside it, how long and how often it can still be tried, and what is happening.
class CodeCard : public QWidget
{
    Q_OBJECT
public:
    /// `stacked`: the code below the picture, where there is no room beside it.
    CodeCard(const Theme &theme, bool stacked, QWidget *parent = nullptr);
    void setStatus(const model::OfferStatus &status);
    void setLeft(std::chrono::milliseconds left);

private:
    void copyLink();

    QrPicture *m_picture;
    TextLabel *m_code;
    TextLabel *m_left;
    TextLabel *m_tries;
    StateLine *m_state;
    QPushButton *m_copy;
    QString m_link;
};

} // namespace ui
