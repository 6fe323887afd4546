// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QWidget>

namespace ui {

/// The text as a QR picture (libqrencode, level M): one pixel for a module, black on white, without a margin. Null: too long for one.
[[nodiscard]] QImage encodeQr(const QString &text);

/// A QR picture on paper: black on white in the dark too, with the quiet zone that readers need, every module as many whole pixels of the screen. Says to screen readers what it is for, not what is in it.
class QrPicture : public QWidget
{
    Q_OBJECT
public:
    explicit QrPicture(const Theme &theme, QWidget *parent = nullptr);
    void setText(const QString &text); ///< empty: blank paper
    [[nodiscard]] bool isBlank() const { return m_modules.isNull(); }
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QImage m_modules;
};

} // namespace ui
