#pragma once

#include <QObject>
#include <QTimer>
#include <QVariantMap>
#include <QtQml/qqmlregistration.h>

namespace sotto::viewmodels {

/// Saved when nothing was typed for so long.
inline constexpr int kDraftDelayMs = 300;
/// They are told at most so often that one writes.
inline constexpr int kTypingIntervalMs = 4'000;

/// What is being written in a conversation.
class Composer : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("Conversation.composer is the one.")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(bool canSend READ canSend NOTIFY canSendChanged)
    /// How many characters are too many; empty while it is not too long.
    Q_PROPERTY(QString limitText READ limitText NOTIFY textChanged)
    /// Why the last one was not sent or the draft is not kept: a twelve-word phrase, for instance.
    Q_PROPERTY(QString errorTitle READ errorTitle NOTIFY errorChanged)
    Q_PROPERTY(QString errorText READ errorText NOTIFY errorChanged)
    /// The error is that it holds twelve words: removePhrase() takes them out.
    Q_PROPERTY(bool holdsPhrase READ holdsPhrase NOTIFY errorChanged)
    Q_PROPERTY(bool isReplying READ isReplying NOTIFY quotedChanged)
    Q_PROPERTY(QString quotedAuthor READ quotedAuthor NOTIFY quotedChanged)
    Q_PROPERTY(QString quotedExcerpt READ quotedExcerpt NOTIFY quotedChanged)
    Q_PROPERTY(bool isEditing READ isEditing NOTIFY quotedChanged)

public:
    explicit Composer(QObject* parent = nullptr);

    [[nodiscard]] QString text() const { return m_text; }
    void setText(const QString& text);
    [[nodiscard]] bool canSend() const;
    [[nodiscard]] QString limitText() const;
    [[nodiscard]] QString errorTitle() const { return m_errorTitle; }
    [[nodiscard]] QString errorText() const { return m_errorText; }
    [[nodiscard]] bool holdsPhrase() const { return m_holdsPhrase; }
    [[nodiscard]] bool isReplying() const { return m_quoted != 0; }
    [[nodiscard]] QString quotedAuthor() const { return m_quotedAuthor; }
    [[nodiscard]] QString quotedExcerpt() const { return m_quotedExcerpt; }
    [[nodiscard]] bool isEditing() const { return m_edited != 0; }

    /// Sends, or stores the edit.
    Q_INVOKABLE void send();
    /// Ends a reply or an edit; what stood there before the edit comes back.
    Q_INVOKABLE void cancel();
    Q_INVOKABLE void removePhrase();

    void open(const QString& draft);
    void reply(qint64 message, const QString& author, const QString& excerpt);
    void edit(qint64 message, const QString& text);
    /// What was not taken comes back, unless something else was written meanwhile.
    void giveBack(const QString& text, qint64 quoted);
    void showError(const QString& title, const QString& text, bool holdsPhrase);
    void setAllowed(bool allowed);
    /// Saves what waits to be saved.
    void flush();
    void clear();
    [[nodiscard]] qint64 quoted() const { return m_quoted; }

Q_SIGNALS:
    void textChanged();
    void canSendChanged();
    void errorChanged();
    void quotedChanged();
    void sendAsked(const QString& text, qint64 quoted);
    void editAsked(qint64 message, const QString& text);
    void draftAsked(const QString& text, qint64 quoted);
    void typed();

private:
    void forgetError();

    QString m_text;
    QString m_beforeEdit;
    QString m_savedText;
    qint64 m_savedQuoted = 0;
    QString m_errorTitle;
    QString m_errorText;
    bool m_holdsPhrase = false;
    bool m_allowed = false;
    qint64 m_quoted = 0;
    QString m_quotedAuthor;
    QString m_quotedExcerpt;
    qint64 m_edited = 0;
    QTimer m_save;
    QTimer m_typing;
};

} // namespace sotto::viewmodels
