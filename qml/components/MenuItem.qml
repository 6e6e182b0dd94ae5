import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// One thing to do in a Menu.
//
//   text       what it does (required)
//   iconName   before it
//   shortcut   the keys that do the same, at the end
//   danger     deletes or blocks
//   checkable, checked   a choice: a check at the end
T.MenuItem {
    id: item

    property string iconName
    property string shortcut
    property bool danger: false

    readonly property color ink: !item.enabled ? Theme.color.textDis : item.danger ? Theme.color.dangerText : Theme.color.text

    leftPadding: Theme.space.m
    rightPadding: Theme.space.m
    topPadding: Theme.space.xs
    bottomPadding: Theme.space.xs
    spacing: Theme.space.m
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(Theme.size.menuRow, implicitContentHeight + topPadding + bottomPadding)
    hoverEnabled: true

    Accessible.role: Accessible.MenuItem
    Accessible.name: item.text
    Accessible.checkable: item.checkable
    Accessible.checked: item.checked

    contentItem: Item {
        LayoutMirroring.enabled: Theme.mirrored
        LayoutMirroring.childrenInherit: true

        implicitWidth: start.implicitWidth + (end.implicitWidth > 0 ? Theme.space.xxl + end.implicitWidth : 0)
        implicitHeight: verb.implicitHeight

        Row {
            id: start

            anchors.left: parent.left
            anchors.verticalCenter: parent.verticalCenter
            spacing: item.spacing

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                visible: item.iconName.length > 0
                name: item.iconName
                color: item.danger || !item.enabled ? item.ink : Theme.color.text2
            }
            Label {
                id: verb

                text: item.text
                color: item.ink
                Accessible.ignored: true
            }
        }
        Row {
            id: end

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter

            Label {
                visible: item.shortcut.length > 0
                text: item.shortcut
                type: Theme.type.caption
                color: Theme.color.text2
                Accessible.ignored: true
            }
            Icon {
                visible: item.checkable && item.checked
                name: "check"
                color: Theme.color.accentText
            }
        }
    }

    background: Rectangle {
        radius: Theme.radius.control
        color: item.down ? Theme.color.selected : item.highlighted || item.hovered ? Theme.color.hover : "transparent"

        FocusRing {
            shown: item.visualFocus
            inside: true
            cornerRadius: Theme.radius.control
        }
    }
}
