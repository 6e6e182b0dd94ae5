pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A field for one line of text: its label above, what is wrong with it below.
//
//   text         what was typed
//   label        above the field; also its name for readers of the screen. Without one, set name
//   name         the name for readers of the screen where no label stands above
//   placeholder  inside, while it is empty
//   error        a sentence below, while something is wrong; empty otherwise
//   hint         a sentence below while nothing is wrong
//   iconName     an icon at its start
//   password     dots, with an eye that shows the letters
//   mono         letters of one width: links, addresses
//   readOnly, maximumLength, echo, validator: as in TextInput, through `input`
//
// accepted() comes with Enter, edited() with every change by the person.
FocusScope {
    id: field

    property alias text: input.text
    property string label
    property string name: field.label
    property string placeholder
    property string error
    property string hint
    property string iconName
    property bool password: false
    property bool mono: false
    property alias readOnly: input.readOnly
    property alias maximumLength: input.maximumLength
    property alias input: input

    readonly property bool wrong: field.error.length > 0

    signal accepted
    signal edited

    function selectAll() {
        input.selectAll();
    }

    implicitWidth: Theme.size.formColumn
    implicitHeight: column.implicitHeight

    Column {
        id: column

        width: parent.width
        spacing: Theme.space.xs + Theme.space.xxs

        Label {
            width: parent.width
            visible: field.label.length > 0
            text: field.label
            type: Theme.type.label
            wrapMode: Text.Wrap
            color: field.enabled ? Theme.color.text : Theme.color.textDis
            Accessible.ignored: true
        }

        T.TextField {
            id: input

            property bool revealed: false

            readonly property bool hasTail: field.wrong || field.password

            width: parent.width
            implicitHeight: Math.max(Theme.size.input, contentHeight + topPadding + bottomPadding)
            leftPadding: mirrored ? endPadding : startPadding
            rightPadding: mirrored ? startPadding : endPadding
            topPadding: Theme.space.s
            bottomPadding: Theme.space.s

            readonly property int startPadding: Theme.radius.inset + Theme.space.xs + (field.iconName.length > 0 ? Theme.size.icon + Theme.space.s : 0)
            readonly property int endPadding: Theme.radius.inset + Theme.space.xs + (hasTail ? Theme.size.iconButton : 0)
            readonly property bool mirrored: LayoutMirroring.enabled || Theme.mirrored

            focus: true
            font: field.mono ? Theme.type.code.font : Theme.type.input.font
            color: field.enabled ? Theme.color.text : Theme.color.textDis
            selectionColor: Theme.color.accent
            selectedTextColor: Theme.color.inkOnAccent
            placeholderTextColor: Theme.color.text2
            verticalAlignment: TextInput.AlignVCenter
            renderType: Text.NativeRendering
            selectByMouse: true
            echoMode: field.password && !revealed ? TextInput.Password : TextInput.Normal
            passwordCharacter: "•"
            inputMethodHints: field.password ? Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase : Qt.ImhNone
            cursorDelegate: TextCursor {
                target: input
            }

            // What can only be read is read from its beginning.
            onTextChanged: readOnly && (input.cursorPosition = 0)
            onWidthChanged: readOnly && (input.cursorPosition = 0)

            onAccepted: field.accepted()
            onTextEdited: field.edited()

            Accessible.name: field.name
            // Qt 6.4 tells readers no name of a password field, so the description begins with it.
            Accessible.description: (echoMode === TextInput.Password ? qsTr("%1. ").arg(field.name) : "") + (field.wrong ? field.error : field.hint)
            Accessible.passwordEdit: echoMode === TextInput.Password

            background: Rectangle {
                radius: Theme.radius.controlLarge
                color: field.enabled ? Theme.color.raised : Theme.color.field
                border.width: field.wrong || input.activeFocus ? Theme.size.edgeStrong : Theme.size.edge
                border.color: !field.enabled ? Theme.color.lineStrong : field.wrong ? Theme.color.dangerText : input.activeFocus ? Theme.color.accent : Theme.color.control
            }

            Icon {
                anchors.left: parent.left
                anchors.leftMargin: Theme.radius.inset + Theme.space.xs
                anchors.verticalCenter: parent.verticalCenter
                name: field.iconName
                visible: field.iconName.length > 0
            }
            Icon {
                anchors.right: parent.right
                anchors.rightMargin: Theme.space.m
                anchors.verticalCenter: parent.verticalCenter
                visible: field.wrong && !field.password
                name: "alert"
                size: Theme.size.iconBanner
                color: Theme.color.dangerText
            }
            IconButton {
                anchors.right: parent.right
                anchors.rightMargin: Theme.space.xs
                anchors.verticalCenter: parent.verticalCenter
                visible: field.password
                iconName: input.revealed ? "eye-off" : "eye"
                name: input.revealed ? qsTr("Hide the letters") : qsTr("Show the letters")
                onClicked: input.revealed = !input.revealed
            }
        }

        Label {
            width: parent.width
            visible: text.length > 0
            text: field.wrong ? field.error : field.hint
            type: Theme.type.caption
            color: field.wrong ? Theme.color.dangerText : Theme.color.text2
            wrapMode: Text.Wrap
            Accessible.role: field.wrong ? Accessible.AlertMessage : Accessible.StaticText
            Accessible.name: text
        }
    }

    Label {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: input.startPadding
        anchors.rightMargin: input.endPadding
        y: input.y
        height: input.height
        visible: input.length === 0 && input.preeditText.length === 0
        text: field.placeholder
        type: field.mono ? Theme.type.code : Theme.type.input
        color: input.placeholderTextColor
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
