#pragma once

#include "app/storage/row_id.h"

#include <cstdint>

#include <QObject>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
struct Problem;
} // namespace sotto::core

namespace sotto::viewmodels {

/// How much of the history is here: a line above the list while it comes, or while nobody can say
/// whether it is the newest.
class Restoring : public QObject
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.restoring is the one.")
    /// It is coming.
    Q_PROPERTY(bool active READ active NOTIFY changed)
    /// 0 to 1.
    Q_PROPERTY(double share READ share NOTIFY changed)
    Q_PROPERTY(QString text READ text NOTIFY changed)
    /// Since when nothing newer could be asked for; empty while all is fresh.
    Q_PROPERTY(QString asOf READ asOf NOTIFY changed)
    /// This device's data is in use in another place: it neither sends nor receives.
    Q_PROPERTY(bool copied READ copied NOTIFY changed)
    /// The relay, or two devices, contradict each other; empty if nothing is known.
    Q_PROPERTY(QString troubleTitle READ troubleTitle NOTIFY changed)
    Q_PROPERTY(QString troubleText READ troubleText NOTIFY changed)

public:
    struct State
    {
        bool isRestoring = false;
        std::uint64_t restored = 0;
        std::uint64_t total = 0;
        storage::Milliseconds asOf = 0; ///< 0: fresh
        bool isCopied = false;

        bool operator==(const State&) const = default;
    };

    explicit Restoring(QObject* parent = nullptr);

    [[nodiscard]] bool active() const { return m_state.isRestoring; }
    [[nodiscard]] double share() const;
    [[nodiscard]] QString text() const;
    [[nodiscard]] QString asOf() const { return m_asOf; }
    [[nodiscard]] bool copied() const { return m_state.isCopied; }

    [[nodiscard]] QString troubleTitle() const { return m_troubleTitle; }
    [[nodiscard]] QString troubleText() const { return m_troubleText; }

    /// The person has read it.
    Q_INVOKABLE void dismissTrouble();

    void showTrouble(const core::Problem& problem);
    void show(const State& state, storage::Milliseconds now);
    void clear();

Q_SIGNALS:
    void changed();

private:
    State m_state;
    QString m_asOf;
    QString m_troubleTitle;
    QString m_troubleText;
};

} // namespace sotto::viewmodels
