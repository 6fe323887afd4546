// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/card.h"

class QComboBox;
class QLineEdit;

namespace model {
class Settings;
}

namespace ui {

class TextLabel;

/// Whether Kith's connections go through a proxy, and through which. What names a proxy is used at once; what does not yet is kept in the fields, with a sentence that says
/// so: nobody must believe in a proxy that is not there. Main thread.
class ProxyCard : public Card
{
    Q_OBJECT
public:
    /// `settings` outlives the card.
    ProxyCard(const Theme &theme, model::Settings &settings, QWidget *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void chooseKind();
    void apply();
    /// `wrong`: the field to correct; null: something is only missing. An empty sentence: all is well.
    void say(const QString &sentence, QLineEdit *wrong);
    [[nodiscard]] QString kind() const; ///< as in model::Setting::ProxyKind
    [[nodiscard]] bool hasPlace() const; ///< this kind needs a host and a port

    model::Settings &m_settings;
    QComboBox *m_kind;
    QWidget *m_place;
    QLineEdit *m_host;
    QLineEdit *m_port;
    TextLabel *m_problem;
};

} // namespace ui
