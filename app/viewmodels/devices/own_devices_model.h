#pragma once

#include "app/storage/row_id.h"

#include <string>
#include <vector>

#include <QAbstractListModel>
#include <QByteArray>
#include <QtQml/qqmlregistration.h>

namespace sotto::core {
class Clock;
} // namespace sotto::core

namespace sotto::viewmodels {

/// The devices of the own account, this one first, and what may be done with each.
class OwnDevicesModel : public QAbstractListModel
{
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("App.devices is the one.")
    Q_PROPERTY(int count READ count NOTIFY changed)
    /// A removal that is under way; empty if none is.
    Q_PROPERTY(QString pendingTitle READ pendingTitle NOTIFY changed)
    Q_PROPERTY(QString pendingText READ pendingText NOTIFY changed)
    /// That another device has shut this one out; empty if none has.
    Q_PROPERTY(QString shutOutTitle READ shutOutTitle NOTIFY changed)
    Q_PROPERTY(QString shutOutText READ shutOutText NOTIFY changed)
    /// What can be done about it.
    Q_PROPERTY(QString shutOutAdvice READ shutOutAdvice NOTIFY changed)
    Q_PROPERTY(bool busy READ busy NOTIFY changed)
    /// Of what was asked for last.
    Q_PROPERTY(QString error READ error NOTIFY changed)

public:
    enum class State
    {
        Active,
        Waiting,   ///< for approval
        Suspended, ///< shut out
        Leaving,   ///< its removal is proposed
    };
    Q_ENUM(State)

    enum Role
    {
        DeviceIdRole = Qt::UserRole + 1, ///< hexadecimal
        NameRole,
        ThisRole,
        DetailRole,
        StateRole,
        StateTextRole, ///< a word beside the name; empty for Active
        CanRenameRole,
        CanRemoveRole,
        CanApproveRole,
        CanShutOutRole,  ///< without the twelve words, too
        RemovalTextRole, ///< what removing it does
    };

    /// One device as the core knows it.
    struct Device
    {
        QByteArray id;
        std::string name;
        bool isThis = false;
        bool isOldest = false;
        storage::Milliseconds added = 0;
        storage::Milliseconds seen = 0; ///< by days; 0: never, as far as this one knows
        State state = State::Active;
        bool canRename = false;
        bool canRemove = false; ///< with the twelve words, if it is another one
        bool canShutOut = false;
        bool canApprove = false;
        storage::Milliseconds removalAt = 0; ///< 0: not proposed

        bool operator==(const Device&) const = default;
    };

    /// @p clock outlives it.
    explicit OwnDevicesModel(const core::Clock& clock, QObject* parent = nullptr);

    [[nodiscard]] int count() const { return static_cast<int>(m_devices.size()); }
    [[nodiscard]] int rowCount(const QModelIndex& parent) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;
    [[nodiscard]] QString pendingTitle() const;
    [[nodiscard]] QString pendingText() const;
    [[nodiscard]] QString shutOutTitle() const;
    [[nodiscard]] QString shutOutText() const;
    [[nodiscard]] QString shutOutAdvice() const;
    [[nodiscard]] bool busy() const { return m_isBusy; }
    [[nodiscard]] QString error() const { return m_error; }

    /// What is wrong with a name, as a sentence; empty if nothing is.
    Q_INVOKABLE QString checkName(const QString& name) const;
    Q_INVOKABLE void rename(const QString& deviceId, const QString& name);
    /// Another one is shut out, and gone in 14 days; this one leaves at once.
    Q_INVOKABLE void remove(const QString& deviceId);
    Q_INVOKABLE void approve(const QString& deviceId);
    Q_INVOKABLE void forgetError();
    /// Reads all again: the page is shown.
    Q_INVOKABLE void refresh();

    void show(std::vector<Device> devices);
    /// Another device has shut this one out.
    void setShutOut(bool shutOut);
    /// "Yesterday" is another day now.
    void retellTimes();
    [[nodiscard]] bool isThis(const QByteArray& id) const;
    void setState(bool busy, const QString& error);
    void clear();

Q_SIGNALS:
    void changed();
    void refreshAsked();
    void renameAsked(const QByteArray& id, const QString& name);
    void removeAsked(const QByteArray& id);
    void approveAsked(const QByteArray& id);

private:
    [[nodiscard]] const Device* pending() const;
    [[nodiscard]] QString detailOf(const Device& device) const;
    [[nodiscard]] QString removalOf(const Device& device) const;
    [[nodiscard]] static QString nameOf(const Device& device);

    const core::Clock& m_clock;
    std::vector<Device> m_devices;
    bool m_isShutOut = false;
    bool m_isBusy = false;
    QString m_error;
};

} // namespace sotto::viewmodels
