import { describeStory } from './story.ts'

describeStory('vi')
