// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/linking/link_join.h"
#include "ui/theme/theme.h"

#include <QImage>
#include <QPointer>
#include <QScrollArea>

#include <memory>

class QMimeData;
class QPushButton;

namespace ui {

class FormField;
class LinkCodeEdit;
class OutcomeView;
class TextLabel;

/// "Link to my other device" on the new one: the address and the code are typed, or a picture or link is opened, pasted or dropped. Then it shows how far it is. Main thread.
class LinkPage : public QScrollArea
{
    Q_OBJECT
public:
    LinkPage(const Theme &theme, std::unique_ptr<model::LinkJoin> join, QWidget *parent = nullptr);
    ~LinkPage() override;

    /// What an xmpp: link or a picture said: starts at once.
    void openInvitation(const QString &uri);
    [[nodiscard]] bool isBusy() const; ///< something is under way, or its end has not been seen yet

Q_SIGNALS:
    /// The person is done here. The history may still be on its way.
    void signedIn(model::Account *account);
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    QWidget *makeForm();
    QWidget *makeRun();
    void present(const model::JoinStatus &status);
    void presentForm(const model::JoinStatus &status);
    void presentRun(const model::JoinStatus &status);
    void submit();
    void openPicture();
    void paste();
    bool take(const QMimeData &given);
    void read(const QFuture<QString> &text);
    void leave();
    void onPrimary();
    void onSecondary();
    void complain(const QString &sentence);
    void clearErrors();

    const Theme &m_theme;
    std::unique_ptr<model::LinkJoin> m_join;
    QWidget *m_form;
    QWidget *m_run;
    FormField *m_address = nullptr;
    FormField *m_code = nullptr;
    LinkCodeEdit *m_codeEdit = nullptr;
    TextLabel *m_problem = nullptr;
    QPushButton *m_link = nullptr;
    QPushButton *m_back = nullptr;
    OutcomeView *m_outcome = nullptr;
    QPushButton *m_primary = nullptr;
    QPushButton *m_secondary = nullptr;
    model::JoinStatus m_status;
    bool m_wrongCode = false; ///< another try goes by tryCode()
    int m_reading = 0; ///< the picture that was opened last
};

} // namespace ui
