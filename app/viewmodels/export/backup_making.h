#pragma once

#include "app/viewmodels/export/long_task.h"

namespace sotto::core {
class Clock;
} // namespace sotto::core

namespace sotto::viewmodels {

/// Everything in one file that the twelve words open.
class BackupMaking : public sotto::viewmodels::LongTask
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.backupMaking is the one.")
    /// There are no words yet, which are what opens it.
    Q_PROPERTY(bool lacksWords READ lacksWords NOTIFY changed)
    /// A name with today's date, in the folder for documents.
    Q_PROPERTY(QUrl suggestedFile READ suggestedFile NOTIFY changed)

public:
    /// @p clock outlives it.
    explicit BackupMaking(const core::Clock& clock, QObject* parent = nullptr)
        : LongTask(parent)
        , m_clock(clock)
    {}

    [[nodiscard]] bool lacksWords() const { return m_lacksWords; }
    [[nodiscard]] QUrl suggestedFile() const;
    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString text() const override;

    Q_INVOKABLE void begin();
    Q_INVOKABLE void start(const QUrl& file);

    /// Where startAsked() wants it.
    [[nodiscard]] const std::filesystem::path& file() const { return m_file; }
    void onFailed(const core::Problem& problem) override;

Q_SIGNALS:
    void startAsked();

protected:
    [[nodiscard]] QString beginningText() const override;
    [[nodiscard]] QString stoppedText() const override;

private:
    const core::Clock& m_clock;
    bool m_lacksWords = false;
    std::filesystem::path m_file;
};

} // namespace sotto::viewmodels
