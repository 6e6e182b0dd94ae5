#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QDBusConnection>
#include <QRect>
#include <QString>

namespace sotto::test {

/// Something that a reader of the screen is told about.
struct Spoken
{
    /// As AT-SPI numbers them (atspi-constants.h), of those that tests ask for.
    enum Role : quint32
    {
        Any = 0,
        Dialog = 16,
        Label = 29,
        List = 31,
        ListItem = 32,
        MenuItem = 35,
        Password = 40,
        Button = 43,
        Text = 61,
        Alert = 2,
        Heading = 83,
    };

    QString path; ///< on the bus
    quint32 role = Any;
    QString name;
};

/// Reads a window through AT-SPI, as people do who do not see it: what is not told there is not
/// there. Everything is asked anew, so an answer is never older than the question.
///
/// The program's session has a ReaderService.
class ScreenReader
{
public:
    explicit ScreenReader(const QString& busAddress);
    ScreenReader(const ScreenReader&) = delete;
    ScreenReader& operator=(const ScreenReader&) = delete;
    ~ScreenReader();

    /// From now on that program's windows.
    void lookAt(qint64 process);

    using Choice = std::function<bool(const QString& name)>;
    /// The first one that shows, in the order of the screen's reader.
    [[nodiscard]] std::optional<Spoken> find(Spoken::Role role, const Choice& choice) const;
    /// Of that one: where it is on the screen; empty if it has no place.
    [[nodiscard]] QRect place(const Spoken& item) const;
    /// What is written in it.
    [[nodiscard]] QString textOf(const Spoken& item) const;
    [[nodiscard]] bool isFocused(const Spoken& item) const;
    [[nodiscard]] bool isEnabled(const Spoken& item) const;
    /// All that shows, a line each, for the message of a test that failed.
    [[nodiscard]] QString all() const;

private:
    /// Visits until @p visit says true.
    bool walk(const std::function<bool(const Spoken&, int depth)>& visit) const;
    bool walkFrom(const QString& program, const QString& path, int depth,
                  const std::function<bool(const Spoken&, int depth)>& visit) const;
    [[nodiscard]] QString program() const;
    [[nodiscard]] bool has(const Spoken& item, int state) const;
    [[nodiscard]] quint64 states(const QString& program, const QString& path) const;

    QString m_name; ///< of the connection
    QDBusConnection m_bus;
    qint64 m_process = 0;
    mutable QString m_program; ///< its name on the bus, once known
};

} // namespace sotto::test
