#pragma once

#include "app/viewmodels/export/long_task.h"
#ifndef Q_MOC_RUN
#include "app/core/export/export_request.h"
#endif

namespace sotto::viewmodels {

/// Conversations, written into a folder that anybody can read who gets it.
class ConversationExport : public sotto::viewmodels::LongTask
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.conversationExport is the one.")
    Q_PROPERTY(Format format READ format WRITE setFormat NOTIFY changed)

public:
    enum class Format
    {
        Pages, ///< for people
        Data,  ///< for programs
    };
    Q_ENUM(Format)

    explicit ConversationExport(QObject* parent = nullptr)
        : LongTask(parent)
    {}

    [[nodiscard]] Format format() const { return m_format; }
    void setFormat(Format format);
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString text() const override;

    Q_INVOKABLE void begin(qint64 conversationId, const QString& name);
    Q_INVOKABLE void beginNotes(qint64 conversationId);
    Q_INVOKABLE void beginAll();
    /// Into a new folder inside @p folder.
    Q_INVOKABLE void start(const QUrl& folder);

    /// What startAsked() asks for.
    [[nodiscard]] core::ExportRequest request() const;

Q_SIGNALS:
    void startAsked();

protected:
    [[nodiscard]] QString beginningText() const override;
    [[nodiscard]] QString stoppedText() const override;

private:
    void begin(qint64 conversationId, const QString& name, bool isNotes);

    qint64 m_conversation = 0; ///< 0: all
    QString m_name;
    bool m_isNotes = false;
    Format m_format = Format::Pages;
    std::filesystem::path m_folder;
};

} // namespace sotto::viewmodels
