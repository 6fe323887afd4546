// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/theme/theme.h"

#include <QScrollArea>

class QVBoxLayout;

namespace ui {

class TextLabel;

/// One page of the settings: a heading, a sentence, and below them what the page has. Scrolls when there is no room.
class SettingsPage : public QScrollArea
{
    Q_OBJECT
public:
    SettingsPage(const Theme &theme, const QString &heading, QWidget *parent = nullptr);
    void setSubtitle(const QString &text); ///< empty: none
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }

protected:
    void resizeEvent(QResizeEvent *event) override;
    [[nodiscard]] const Theme &theme() const { return m_theme; }
    /// Removes and deletes everything from the body.
    void clearBody();

private:
    const Theme &m_theme;
    TextLabel *m_subtitle;
    QVBoxLayout *m_body;
};

/// Text on the left, a control on the right, as one row of a card: "what it is" and below it, smaller, "what it means".
class SettingRow : public QWidget
{
    Q_OBJECT
public:
    /// `control` may be null; it gets `title` as its accessible name unless it has one.
    SettingRow(const Theme &theme, const QString &title, const QString &explanation, QWidget *control, QWidget *parent = nullptr);
    void setExplanation(const QString &text);

private:
    TextLabel *m_explanation;
};

} // namespace ui
