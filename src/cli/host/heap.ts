/** How much of the heap is in use, in bytes. */
import { getHeapStatistics } from "node:v8";

export const heapUsed = (): number => getHeapStatistics().used_heap_size;
