#pragma once

#include "app/viewmodels/export/long_task.h"
#ifndef Q_MOC_RUN
#include "app/core/export/export_request.h"
#endif

#include <optional>

namespace sotto::viewmodels {

class WordEntry;

/// A backup of this account is opened with its twelve words, and what it holds is taken in.
class BackupTaking : public sotto::viewmodels::LongTask
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.backupTaking is the one.")
    /// Of the chosen file; empty if none is.
    Q_PROPERTY(QString fileName READ fileName NOTIFY changed)
    /// A file is chosen, and its words are typed.
    Q_PROPERTY(bool ready READ isReady NOTIFY changed)

public:
    /// @p words outlives it.
    explicit BackupTaking(WordEntry& words, QObject* parent = nullptr);

    [[nodiscard]] QString fileName() const;
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString text() const override;

    Q_INVOKABLE void begin();
    Q_INVOKABLE void chooseFile(const QUrl& file);
    Q_INVOKABLE void start();

    /// What startAsked() asks for; nothing if it cannot be.
    [[nodiscard]] std::optional<core::BackupRequest> request() const;

Q_SIGNALS:
    void startAsked();

protected:
    [[nodiscard]] QString beginningText() const override;
    [[nodiscard]] QString stoppedText() const override;
    void forget() override;

private:
    WordEntry& m_words;
    std::filesystem::path m_file;
};

} // namespace sotto::viewmodels
