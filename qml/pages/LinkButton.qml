import QtQuick
import QtQuick.Templates as T
import Sotto.Components
import Sotto.Native
import Sotto.Theme

// A word that can be clicked, within a line of text.
//
//   text         the word (required)
//   type         style of the text that it stands in
//   ink          colour of the word
//   description  what it does, where the word alone does not say it
T.AbstractButton {
    id: button

    property TypeStyle type: Theme.type.bodyStrong
    property color ink: Theme.color.accentText
    property string description

    implicitWidth: implicitContentWidth
    implicitHeight: Math.max(Theme.size.linkTarget, implicitContentHeight)
    focusPolicy: Qt.StrongFocus

    Accessible.role: Accessible.Button
    Accessible.name: button.text
    Accessible.description: button.description
    Accessible.onPressAction: button.clicked()

    Keys.onReturnPressed: button.clicked()
    Keys.onEnterPressed: button.clicked()

    contentItem: Label {
        text: button.text
        type: button.type
        color: button.enabled ? button.ink : Theme.color.textDis
        Accessible.ignored: true

        Rectangle {
            anchors.bottom: parent.bottom
            width: parent.width
            height: Theme.size.edge
            color: button.ink
            visible: button.hovered
        }
    }

    background: Item {
        // The font itself stays as the style says.
        Rectangle {
            anchors.bottom: parent.bottom
            anchors.left: parent.left
            anchors.right: parent.right
            height: Theme.size.edge
            visible: button.hovered
            color: button.ink
        }
        FocusRing {
            shown: button.visualFocus
            cornerRadius: Theme.radius.tag
        }
    }
}
