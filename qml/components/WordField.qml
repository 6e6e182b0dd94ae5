pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// One of the twelve words, while they are typed in.
//
//   number       1 to 12 (required)
//   text         what was typed
//   completion   the word that it may become: its missing letters stand behind the cursor
//   wrong        not on the word list
//   total        how many words there are, for readers of the screen
//   pasteAll     is called before anything is pasted; true: it took what there is
//
// edited() comes with every change by the person, taken() with Enter (the chosen suggestion),
// stepped(by) with Up and Down (another suggestion), moveOn() with Space, moveBack() with Backspace
// in an empty field.
FocusScope {
    id: word

    required property int number
    property alias text: input.text
    property string completion
    property bool wrong: false
    property int total: 12
    property var pasteAll: () => false
    property alias input: input

    readonly property string rest: word.completion.startsWith(input.text) && input.text.length > 0 ? word.completion.slice(input.text.length) : ""

    signal edited
    signal taken
    signal moveOn
    signal moveBack
    signal stepped(int by)

    // The words are English ones everywhere.
    LayoutMirroring.enabled: false
    LayoutMirroring.childrenInherit: true

    implicitWidth: Theme.size.wordsColumn / 3 - Theme.space.m
    implicitHeight: Theme.size.input

    T.TextField {
        id: input

        anchors.fill: parent
        focus: true
        leftPadding: Theme.space.l + numberLabel.width
        rightPadding: word.wrong ? Theme.space.huge : Theme.space.m
        topPadding: 0
        bottomPadding: 0
        font: Theme.type.input.font
        color: Theme.color.text
        selectionColor: Theme.color.accent
        selectedTextColor: Theme.color.inkOnAccent
        verticalAlignment: TextInput.AlignVCenter
        horizontalAlignment: TextInput.AlignLeft
        renderType: Text.NativeRendering
        selectByMouse: true
        inputMethodHints: Qt.ImhSensitiveData | Qt.ImhNoPredictiveText | Qt.ImhNoAutoUppercase | Qt.ImhLowercaseOnly
        cursorDelegate: TextCursor {
            target: input
        }

        onTextEdited: word.edited()
        onActiveFocusChanged: activeFocus && (focusReason === Qt.TabFocusReason || focusReason === Qt.BacktabFocusReason) && input.selectAll()

        Keys.onReturnPressed: word.taken()
        Keys.onEnterPressed: word.taken()
        Keys.onSpacePressed: word.moveOn()
        Keys.onUpPressed: word.stepped(-1)
        Keys.onDownPressed: word.stepped(1)
        Keys.onPressed: event => event.accepted = word.takesKey(event)

        Accessible.role: Accessible.EditableText
        Accessible.name: word.wrong ? qsTr("Word %1 of %2, not on the list").arg(word.number).arg(word.total) : qsTr("Word %1 of %2").arg(word.number).arg(word.total)

        background: Rectangle {
            radius: Theme.radius.controlLarge
            color: Theme.color.raised
            border.width: word.wrong || input.activeFocus ? Theme.size.edgeStrong : Theme.size.edge
            border.color: word.wrong ? Theme.color.dangerText : input.activeFocus ? Theme.color.accent : Theme.color.control
        }

        Label {
            id: numberLabel

            x: Theme.space.l
            width: Theme.size.wordNumber
            height: parent.height
            text: word.number
            type: Theme.type.preview
            color: Theme.color.text2
            Accessible.ignored: true
        }
        Label {
            x: input.leftPadding + Math.ceil(input.contentWidth) + Theme.size.edgeStrong
            height: parent.height
            visible: input.activeFocus
            text: word.rest
            type: Theme.type.input
            color: Theme.color.text2
            Accessible.ignored: true
        }
        Icon {
            anchors.right: parent.right
            anchors.rightMargin: Theme.space.m
            anchors.verticalCenter: parent.verticalCenter
            visible: word.wrong
            name: "alert"
            size: Theme.size.iconBanner
            color: Theme.color.dangerText
        }
    }

    function isPaste(key: int, modifiers: int): bool {
        return key === Qt.Key_Paste || (key === Qt.Key_V && modifiers === Qt.ControlModifier) || (key === Qt.Key_Insert && modifiers === Qt.ShiftModifier);
    }
    function takesKey(event): bool {
        if (word.isPaste(event.key, event.modifiers))
            return word.pasteAll();
        if (event.key !== Qt.Key_Backspace || input.text.length > 0)
            return false;
        word.moveBack();
        return true;
    }
}
