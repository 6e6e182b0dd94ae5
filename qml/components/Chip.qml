import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A small choice in a row of others: filters, suggested words.
//
//   text       plain (required)
//   checked    the chosen one
//   head       letters at the start of the text that were typed already; they stand out
//   hint       a word after it, e.g. the key that takes it
//   tall       32 instead of 28 high, less round: a suggested word
T.AbstractButton {
    id: chip

    property string head
    property string hint
    property bool tall: false

    readonly property int cornerRadius: chip.tall ? Theme.radius.inset : height / 2
    readonly property bool hasHead: chip.head.length > 0 && chip.text.startsWith(chip.head)

    leftPadding: Theme.space.m
    rightPadding: Theme.space.m
    spacing: Theme.space.s
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: chip.tall ? Theme.size.suggestion : Theme.size.chip
    hoverEnabled: true

    Accessible.role: chip.checkable ? Accessible.RadioButton : Accessible.Button
    Accessible.name: chip.text
    Accessible.checkable: chip.checkable
    Accessible.checked: chip.checked

    Keys.onReturnPressed: chip.clicked()
    Keys.onEnterPressed: chip.clicked()

    contentItem: Row {
        spacing: chip.spacing

        // The two halves of one word, which reads as itself in every language.
        Row {
            height: parent.height
            layoutDirection: Qt.LeftToRight
            LayoutMirroring.enabled: false

            Label {
                height: parent.height
                visible: chip.hasHead
                text: chip.head
                type: Theme.type.labelStrong
                color: chip.enabled ? Theme.color.text : Theme.color.textDis
                Accessible.ignored: true
            }
            Label {
                height: parent.height
                text: chip.hasHead ? chip.text.slice(chip.head.length) : chip.text
                type: chip.hasHead ? Theme.type.preview : Theme.type.label
                color: chip.enabled ? Theme.color.text : Theme.color.textDis
                Accessible.ignored: true
            }
        }
        Label {
            height: parent.height
            visible: chip.hint.length > 0
            text: chip.hint
            type: Theme.type.caption
            color: Theme.color.text2
            Accessible.ignored: true
        }
    }

    background: Rectangle {
        radius: chip.cornerRadius
        color: chip.checked || chip.down ? Theme.color.selected : chip.hovered ? Theme.color.hover : chip.tall ? Theme.color.raised : "transparent"
        border.width: Theme.size.edge
        border.color: chip.checked ? (Theme.highContrast ? Theme.color.accentText : Theme.color.selected) : Theme.color.lineStrong

        FocusRing {
            shown: chip.visualFocus
            cornerRadius: chip.cornerRadius
        }
    }
}
