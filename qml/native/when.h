#pragma once

#include <QObject>
#include <QPointer>
#include <QQmlComponent>
#include <QQmlParserStatus>
#include <QQuickItem>
#include <QtQml/qqmlregistration.h>

namespace sotto::native {

/// Makes what stands inside it only while that is wanted, so that what a row shows rarely costs
/// nothing otherwise. (A Loader of Qt 6.4 refuses components of documents with the pragma
/// ComponentBehavior: Bound, without which nothing checks what names in them mean.)
///
/// An item becomes the last child of the item that this stands in, so do not put one into a Column
/// or Row whose order matters; a popup is made as it is.
class When : public QObject, public QQmlParserStatus
{
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_ELEMENT
    Q_PROPERTY(bool active READ active WRITE setActive NOTIFY activeChanged)
    Q_PROPERTY(QQmlComponent* delegate READ delegate WRITE setDelegate NOTIFY delegateChanged)
    /// The item, or null while there is none.
    Q_PROPERTY(QQuickItem* item READ item NOTIFY itemChanged)
    Q_CLASSINFO("DefaultProperty", "delegate")

public:
    explicit When(QObject* parent = nullptr)
        : QObject(parent)
    {}
    ~When() override;

    [[nodiscard]] bool active() const { return m_active; }
    void setActive(bool active);
    [[nodiscard]] QQmlComponent* delegate() const { return m_delegate; }
    void setDelegate(QQmlComponent* delegate);
    [[nodiscard]] QQuickItem* item() const;

    void classBegin() override {}
    void componentComplete() override;

Q_SIGNALS:
    void activeChanged();
    void delegateChanged();
    void itemChanged();

private:
    void make();
    void drop();

    QPointer<QQmlComponent> m_delegate;
    QPointer<QObject> m_object;
    bool m_active = false;
    bool m_complete = false;
};

} // namespace sotto::native
