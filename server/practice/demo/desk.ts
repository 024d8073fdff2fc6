import { insertRows } from '../../db/insert-rows.ts'
import type { Ground } from './ground.ts'
import { channels, type UnitKey } from './office.ts'

/** What lies on the desk: contents that the museum handed in, and who does what by when. Days count from today. */
const submissions = [
  {
    state: 'submitted',
    kind: 'photo_story',
    days: -0.2,
    title: 'Bộ ảnh: phục chế chuông tàu',
    text: 'Tám tấm ảnh quá trình làm sạch chiếc chuông đồng, kèm lời kể của thợ phục chế.',
  },
  {
    state: 'in-triage',
    kind: 'news',
    days: -1.4,
    title: 'Phòng 5 thêm thuyết minh cho người khiếm thị',
    text: 'Từ tuần tới phòng 5 có bản đồ nổi và tai nghe mô tả hiện vật.',
  },
  {
    state: 'changes-requested',
    kind: 'short_video',
    days: -3.1,
    title: 'Một phút: cách thắt nút dây chèo',
    text: 'Phim 58 giây quay tại xưởng gỗ của bảo tàng.',
    reason: 'Xin thêm phụ đề và tên người quay.',
  },
  {
    state: 'accepted',
    kind: 'news',
    days: -4.6,
    title: 'Đêm bảo tàng lần thứ ba',
    text: 'Bảo tàng mở cửa đến 23:00, có kể chuyện biển cho trẻ em.',
  },
  {
    state: 'published',
    kind: 'photo_story',
    days: -12.3,
    title: 'Hải đồ vẽ tay lần đầu ra mắt',
    text: 'Bốn tấm hải đồ vẽ tay vừa được phục chế xong.',
  },
  {
    state: 'declined',
    kind: 'news',
    days: -16.8,
    title: 'Quảng bá quán cà phê trong sân bảo tàng',
    text: 'Quán cà phê mới mở trong sân, giảm giá tuần đầu.',
    reason: 'Kênh của thành phố không đăng quảng cáo thương mại.',
  },
  {
    state: 'draft',
    kind: 'podcast',
    days: -0.6,
    title: 'Chuyện người trông hải đăng cuối cùng',
    text: 'Bản ghi âm 40 phút, cần dựng.',
  },
] as const

const tasks = [
  {
    state: 'open',
    unit: 'studio',
    by: 2,
    title: 'Quay phim ngắn về bến phà Gió',
    work: 'Quay lúc 5:00, ba cảnh, không lời bình',
    product: 'Phim 45 giây',
  },
  {
    state: 'in-progress',
    unit: 'newsroom',
    by: 1,
    title: 'Bản tiếng Anh cho tuần tới',
    work: 'Dịch và đọc lại 9 bài',
    progress: 'Xong 5 trên 9 bài',
    product: '9 bản tiếng Anh',
  },
  {
    state: 'in-progress',
    unit: 'investment',
    by: 5,
    title: 'Số liệu hạ tầng quý này',
    work: 'Lấy số từ Sở, kiểm tra hai lần',
    progress: 'Đã có 4 trên 6 bảng',
    product: 'Một hình thông tin',
  },
  { state: 'open', unit: 'office', by: 3, title: 'Nối lại kênh Threads', work: 'Đăng nhập lại bằng tài khoản cơ quan' },
  {
    state: 'done',
    unit: 'culture',
    by: -2,
    title: 'Lịch hội bản in',
    work: 'Dàn trang, in 2.000 tờ',
    product: '2.000 tờ ở 31 trạm xe buýt',
    effect: 'Tổng đài 1022 bớt một nửa câu hỏi về giờ diễn',
  },
  {
    state: 'done',
    unit: 'environment',
    by: -6,
    title: 'Đo lại bụi mịn giờ cao điểm',
    work: 'Đo 5 ngày ở 3 điểm',
    product: 'Bảng số liệu mở',
    effect: 'Hình thông tin được 14 đơn vị dùng lại',
  },
  { state: 'dropped', unit: 'island', by: -9, title: 'Truyền hình trực tiếp lễ hạ thủy', work: 'Biển động, hoãn lễ' },
] as const satisfies readonly { unit: UnitKey; [field: string]: unknown }[]

export async function insertDesk(ground: Ground): Promise<void> {
  const { trx, organizationId, today } = ground
  const wished = channels.filter(({ language }) => language === 'vi').slice(0, 2)
  await insertRows(
    trx,
    'submission',
    submissions.map((submission, index) => {
      const { state, kind, days, title, text } = submission
      const createdAt = today.plus({ hours: days * 24 })
      const isDecided = state === 'accepted' || state === 'published' || state === 'declined'
      return {
        ...{ id: ground.id(`submission ${index}`), organizationId, state, kind, title },
        ...{ unitId: ground.unit('museum'), authorId: ground.member('contributor'), createdAt: createdAt.toJSDate() },
        content: { vi: { title, text, link: '' } },
        ...{ source: 'Bảo tàng Hàng hải', rights: 'Bảo tàng giữ bản quyền, cho phép đăng lại', contact: 'Vũ Ngọc Anh' },
        wishedChannelIds: wished.map(({ platform }) => ground.channel(platform)),
        wishedAt: today
          .plus({ days: 3 + index })
          .set({ hour: 9, minute: 0, second: 0, millisecond: 0 })
          .toJSDate(),
        ...{ usefulUntil: today.plus({ days: 20 }).toJSDate(), note: null, revision: 1 },
        assigneeId: state === 'draft' || state === 'submitted' ? null : ground.member('officer'),
        reason: 'reason' in submission ? submission.reason : null,
        submittedAt: state === 'draft' ? null : createdAt.plus({ minutes: 14 }).toJSDate(),
        decidedAt: isDecided ? createdAt.plus({ hours: 3 }).toJSDate() : null,
      }
    }),
  )
  await insertRows(
    trx,
    'task',
    tasks.map((task, index) => ({
      ...{ id: ground.id(`task ${index}`), organizationId, unitId: ground.unit(task.unit), state: task.state },
      ...{
        assigneeId: ground.member(index % 3 === 2 ? 'contributor' : 'officer'),
        createdBy: ground.member('manager'),
      },
      ...{ title: task.title, work: task.work, revision: 1, createdAt: today.minus({ days: 11 - index }).toJSDate() },
      progress: 'progress' in task ? task.progress : '',
      product: 'product' in task ? task.product : '',
      effect: 'effect' in task ? task.effect : '',
      ...(task.state === 'done' || task.state === 'dropped'
        ? { endedAt: today.plus({ days: task.by }).toJSDate(), endedBy: ground.member('manager') }
        : { endedAt: null, endedBy: null }),
      dueAt: today.plus({ days: task.by }).set({ hour: 17, minute: 0, second: 0, millisecond: 0 }).toJSDate(),
    })),
  )
}
